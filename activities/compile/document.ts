/** A method file's YAML: read within bounds, with the place of everything in it. A method is a filled-in form, so anchors, aliases and tags are refused. */
import {
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  Scalar,
  visit,
  type Document,
  type Node,
} from 'yaml';
import { dotted, type Mistake, type Path } from './mistakes.js';

/** Many times what the longest method needs; beyond it, looking for duplicate keys would take seconds. */
export const mostBytes = 32_768;

export interface Source {
  /** The file as plain data; undefined where its YAML can't be read. */
  value: unknown;
  mistakes: Mistake[];
  /** Notes a mistake at the value of a path, or at its key, or as near to it as the file goes. */
  blame: (path: Path, message: string, at?: 'key' | 'value') => void;
}

export function readSource(file: string, text: string): Source {
  const mistakes: Mistake[] = [];
  const lines = new LineCounter();
  const note = (offset: number, path: Path, message: string): void => {
    const { line, col } = lines.linePos(offset);
    const mistake = { file, line: Math.max(line, 1), column: Math.max(col, 1), path: dotted(path), message };
    if (
      !mistakes.some(
        (m) => m.line === line && m.column === mistake.column && m.path === mistake.path && m.message === message,
      )
    )
      mistakes.push(mistake);
  };
  const nothing = { value: undefined, mistakes, blame: (path: Path, message: string) => note(0, path, message) };

  const bytes = Buffer.byteLength(text);
  if (bytes > mostBytes) {
    note(0, [], `the file has ${bytes} bytes: a method has ${mostBytes} at most`);
    return nothing;
  }
  const doc = parseDocument(text, { lineCounter: lines, stringKeys: true, prettyErrors: false });
  for (const { code, message, pos } of [...doc.errors, ...doc.warnings])
    note(pos[0], [], yamlFaults[code] ?? `not YAML: ${message}`);
  if (doc.directives?.yaml.explicit && doc.directives.yaml.version !== '1.2')
    note(0, [], `YAML ${doc.directives.yaml.version} is not supported: leave the %YAML line out`);
  if (doc.errors.some(({ code }) => code !== 'DUPLICATE_KEY')) return nothing;

  if (doc.contents === null || (isScalar(doc.contents) && doc.contents.value === null)) {
    note(0, [], 'the file is empty');
    return nothing;
  }
  const unread = refuseReferences(doc, (node, path, message) => note(node.range?.[0] ?? 0, path, message));
  return {
    value: doc.toJS(),
    mistakes,
    blame: (path, message, at = 'value') => {
      if (!unread.some((p) => p.every((part, i) => part === path[i]))) note(offsetOf(doc, path, at), path, message);
    },
  };
}

const yamlFaults: Record<string, string> = {
  DUPLICATE_KEY: 'this key stands here twice',
  MULTIPLE_DOCS: 'a second YAML document begins here: one method a file',
  NON_STRING_KEY: 'a key must be a plain word',
  TAG_RESOLVE_FAILED: 'YAML tags (!word) are not supported: write the plain value',
  TAB_AS_INDENT: 'a tab is used to indent: use spaces',
};

/** Notes every anchor, alias and tag, and empties the aliases. Answers with the paths of what is unread, of which nothing more can be said. */
function refuseReferences(doc: Document.Parsed, note: (node: Node, path: Path, message: string) => void): Path[] {
  const unread: Path[] = [];
  visit(doc, (key, node, ancestors) => {
    if (isPair(node) || node === doc) return undefined;
    const value = node as Node;
    const path = pathOf(key, [...ancestors, value]);
    const once = 'a method has no variables: write the value out where it is used';
    if (isAlias(value)) {
      note(value, path, `aliases (*${value.source}) are not supported: ${once}`);
      unread.push(path);
      const empty = new Scalar(null);
      empty.range = value.range ?? null;
      return empty;
    }
    if ((isScalar(value) || isCollection(value)) && value.anchor !== undefined)
      note(value, path, `anchors (&${value.anchor}) are not supported: ${once}`);
    if (
      value.tag?.startsWith('tag:') === true &&
      isScalar(value) &&
      typeof value.value === 'object' &&
      value.value !== null
    ) {
      note(value, path, yamlFaults['TAG_RESOLVE_FAILED']!);
      unread.push(path);
    }
    return undefined;
  });
  return unread;
}

/** The path of the last of a chain of nodes. `key`: its place in the one before it. */
function pathOf(key: unknown, chain: readonly unknown[]): (string | number)[] {
  return chain.flatMap<string | number>((node, i) => {
    const child = chain[i + 1];
    if (isPair(node)) return [isScalar(node.key) ? String(node.key.value) : String(node.key)];
    if (isSeq(node) && child !== undefined) return [i === chain.length - 2 ? Number(key) : node.items.indexOf(child)];
    return [];
  });
}

/** Where the path's value or key begins, else its nearest ancestor's. */
function offsetOf(doc: Document.Parsed, path: Path, at: 'key' | 'value'): number {
  for (let length = path.length; length > 0; length--) {
    const parent = doc.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    const pair = isMap(parent)
      ? parent.items.find((item) => isScalar(item.key) && String(item.key.value) === String(last))
      : undefined;
    const found = isSeq(parent) ? parent.items[Number(last)] : pair;
    if (!found) continue;
    const wantsValue = at === 'value' && length === path.length;
    const node = isPair(found) ? (wantsValue && isFilled(found.value) ? found.value : found.key) : found;
    const start = (node as Node).range?.[0];
    if (start !== undefined) return start;
  }
  return doc.contents?.range?.[0] ?? 0;
}
/** Written out in the file, so that pointing at it helps. */
const isFilled = (node: unknown): boolean => isCollection(node) || (isScalar(node) && node.source !== '');
