import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What this plugin touches of PostCSS, which Vite brings. */
interface Node {
  parent?: Node;
  type: string;
  name?: string;
  params?: string;
  prop: string;
  value: string;
  selectors: string[];
  remove(): void;
}
interface Root extends Node {
  walkRules(visit: (rule: Node) => void): void;
  walkDecls(visit: (declaration: Node) => void): void;
}

/** Names that Go code puts into pages: no template has them. */
const fromCode = ['btn-danger'];

/** Every word of the files below a folder that could be a class: too many rather than too few. */
function wordsBelow(folder: string, words: Set<string>): Set<string> {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    // A name that a template puts together counts with its pieces in place: btn-{{if .}}outline-{{end}}primary.
    const text = readFileSync(join(entry.parentPath, entry.name), 'utf8');
    for (const form of [text, text.replace(/\{\{[^}]*\}\}/g, ''), text.replace(/\{\{(?:if|with)[^}]*\}\}[^{]*\{\{end\}\}/g, '')]) {
      for (const word of form.match(/[a-zA-Z][\w-]*/g) ?? []) words.add(word);
    }
  }
  return words;
}

const inLayer = (node: Node, layer: string): boolean =>
  node.type === 'atrule' && node.name === 'layer' && node.params === layer ? true : node.parent !== undefined && inLayer(node.parent, layer);

/** A selector can fit only where each of its classes is in some page; what stands in :not() or :is() need not be. */
function canFit(selector: string, words: Set<string>): boolean {
  const certain = selector.replace(/:(?:not|is|where)\((?:[^()]|\([^()]*\))*\)/g, '');
  return (certain.match(/\.-?[a-zA-Z_][\w-]*/g) ?? []).every((name) => words.has(name.slice(1)));
}

/**
 * Takes the rules out of a cascade layer whose classes stand in no template and no script, then Bootstrap's custom
 * properties that nothing reads. Our own rules, outside of that layer, stay as they are written.
 */
export function unused(layer: string, folders: string[]) {
  return {
    postcssPlugin: 'traguardi-unused',
    OnceExit(root: Root) {
      const words = new Set(fromCode);
      for (const folder of folders) wordsBelow(folder, words);
      root.walkRules((rule) => {
        if (!inLayer(rule, layer)) return;
        const fitting = rule.selectors.filter((selector) => canFit(selector, words));
        if (fitting.length === 0) rule.remove();
        else if (fitting.length < rule.selectors.length) rule.selectors = fitting;
      });
      for (let more = true; more; ) {
        more = false;
        const read = new Set<string>();
        root.walkDecls((d) => {
          for (const found of d.value.matchAll(/var\(\s*(--[\w-]+)/g)) read.add(found[1] as string);
        });
        root.walkDecls((d) => {
          if (!d.prop.startsWith('--bs-') || read.has(d.prop)) return;
          d.remove();
          more = true;
        });
      }
    },
  };
}
