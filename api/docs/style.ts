/** The docs' one style sheet: from our own address, so that the page's policy needs no exception. */
export const docsStyle = `
:root { color-scheme: light dark; --ink: #1f2430; --soft: #5b6475; --line: #dfe3ea; --paper: #fff; --code: #f5f7fa; --mark: #3050c8; --good: #17703c; --bad: #a3271f; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ef; --soft: #9aa4b5; --line: #2c333f; --paper: #14171d; --code: #1c2129; --mark: #8fa8ff; --good: #6fcf97; --bad: #ff9b93; } }
* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 1rem; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body { margin: 0; font: 16px/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper); display: grid; grid-template-columns: 16rem minmax(0, 1fr); }
nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1.5rem 1rem; border-right: 1px solid var(--line); font-size: .9rem; }
nav h2 { font-size: .75rem; letter-spacing: .06em; text-transform: uppercase; color: var(--soft); margin: 1.25rem 0 .25rem; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav a { display: block; padding: .15rem 0; color: inherit; text-decoration: none; }
nav a:hover, nav a:focus-visible { color: var(--mark); text-decoration: underline; }
main { padding: 2rem clamp(1rem, 3vw, 3rem); max-width: 90rem; }
h1 { margin-top: 0; } h2 { margin: 0 0 .5rem; } h3 { font-size: .85rem; color: var(--soft); margin: 1.25rem 0 .35rem; }
a { color: var(--mark); }
section.call { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 0 2.5rem; padding: 2rem 0; border-top: 1px solid var(--line); }
section.call > .examples { position: sticky; top: 1rem; align-self: start; }
code, pre { font: .85rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
pre { background: var(--code); border: 1px solid var(--line); border-radius: 8px; padding: .85rem 1rem; overflow: auto; max-height: 26rem; margin: 0; }
.verb { font-weight: 700; text-transform: uppercase; color: var(--good); } .status { color: var(--good); font-weight: 600; } .fault { color: var(--bad); font-weight: 600; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; } td, th { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); }
td.fault { width: 4rem; } td code { overflow-wrap: anywhere; } .soft { color: var(--soft); }
@media (max-width: 70rem) { section.call { grid-template-columns: minmax(0, 1fr); } section.call > .examples { position: static; } }
@media (max-width: 48rem) { body { display: block; } nav { position: static; height: auto; border-right: 0; border-bottom: 1px solid var(--line); } }
`;
