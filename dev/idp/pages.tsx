// The few pages of the development identity provider: two forms, what came of them, an error.
import type { ComponentChildren } from 'preact';
import { renderToStaticMarkup } from 'preact-render-to-string';

/** A form for name and password; it posts to `action`, or to the address it was shown at. `problem`: why the last try did not do. */
export const loginPage = ({ problem, action }: { problem?: string; action?: string } = {}): string =>
  page(
    'Sign in',
    <>
      {problem && <p role="alert">{problem}</p>}
      <form method="post" action={action}>
        <p>
          <label for="userName">User name or email address</label>
          <br />
          <input id="userName" name="userName" autocomplete="username" autofocus required />
        </p>
        <p>
          <label for="password">Password</label>
          <br />
          <input id="password" name="password" type="password" autocomplete="current-password" required />
        </p>
        <button>Sign in</button>
      </form>
    </>,
  );

/** A form for a new password, typed twice; it posts to the address it was shown at. `problems`: why the last one did not do. */
export const newPasswordPage = (problems: readonly string[] = []): string =>
  page(
    'Choose a new password',
    <>
      <p>Your password was a temporary one. Choose another: then you are signed in.</p>
      {problems.length > 0 && (
        <ul role="alert">
          {problems.map((problem) => (
            <li>{problem}</li>
          ))}
        </ul>
      )}
      <form method="post">
        <p>
          <label for="newPassword">New password</label>
          <br />
          <input id="newPassword" name="newPassword" type="password" autocomplete="new-password" autofocus required />
        </p>
        <p>
          <label for="again">The same again</label>
          <br />
          <input id="again" name="again" type="password" autocomplete="new-password" required />
        </p>
        <button>Change the password</button>
      </form>
    </>,
  );

/** What somebody sees who only tried their password. */
export const signedInPage = (displayName: string): string =>
  page('Signed in', <p>The password is right. You are signed in as {displayName}.</p>);

/** The same, where a login would go on to a change. */
export const temporaryPage = (): string =>
  page(
    'A temporary password',
    <p>The password is right, but it is a temporary one: you choose another when you sign in to an application.</p>,
  );

/** Asks whether to sign out. `form`: the provider's own, without its buttons. */
export const signOutPage = (form: string): string =>
  page(
    'Sign out',
    <>
      <p>You are signing out here, and so of everything that you signed in to from here.</p>
      <div dangerouslySetInnerHTML={{ __html: form }} />
      <button form="op.logoutForm" name="logout" value="yes">
        Sign out
      </button>{' '}
      <button form="op.logoutForm">Stay signed in</button>
    </>,
  );

/** The end of a sign-out that leads nowhere else. */
export const signedOutPage = (): string => page('Signed out', <p>You are signed out.</p>);

/** An error in the words of the protocol. */
export const errorPage = (error: string, description = ''): string =>
  page(
    'That did not work',
    <p>
      {error}: {description}
    </p>,
  );

const style = 'body{font:16px/1.5 sans-serif;max-width:30em;margin:2em auto;padding:0 1em}[role=alert]{color:#b00020}';

function page(title: string, body: ComponentChildren): string {
  const html = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>{`${title} · development identity provider`}</title>
        <style dangerouslySetInnerHTML={{ __html: style }} />
      </head>
      <body>
        <h1>{title}</h1>
        {body}
      </body>
    </html>
  );
  return `<!doctype html>${renderToStaticMarkup(html)}`;
}
