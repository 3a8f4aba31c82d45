// How hard a password is to guess, from 1 (soon guessed) to 4: the bits that somebody would have to try who knows of
// which kinds its characters are. A character that repeats or follows the one before (aaa, abc, 321) adds nothing, and
// few different ones add little.
const kinds: [RegExp, number][] = [
  [/[a-z]/, 26],
  [/[A-Z]/, 26],
  [/[0-9]/, 10],
  [/[^a-zA-Z0-9]/, 32],
];

export function strength(password: string): 1 | 2 | 3 | 4 {
  const codes = [...password].map((character) => character.codePointAt(0) ?? 0);
  const steps = codes.filter((code, i) => i === 0 || Math.abs(code - (codes[i - 1] ?? 0)) > 1).length;
  const pool = kinds.reduce((sum, [kind, size]) => sum + (kind.test(password) ? size : 0), 0);
  const different = new Set(codes).size;
  const bits = steps * Math.log2(Math.max(1, Math.min(pool, 3 * different)));
  if (bits < 45) return 1;
  if (bits < 60) return 2;
  return bits < 90 ? 3 : 4;
}
