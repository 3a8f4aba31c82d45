import { readdirSync } from 'node:fs';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

import { packed } from './plugins/packed';
import { unused } from './plugins/unused';

const root = dirname(fileURLToPath(import.meta.url));
const icons = 'assets/icons';

/** Emits every file of assets/icons under a hashed name, listed in the manifest by its source path. */
function hashedIcons(): Plugin {
  return {
    name: 'traguardi-icons',
    async buildStart() {
      const names = (await readdir(join(root, icons))).filter((name) => name.endsWith('.svg')).sort();
      for (const name of names) {
        this.emitFile({
          type: 'asset',
          name: basename(name),
          originalFileName: `${icons}/${name}`,
          source: await readFile(join(root, icons, name)),
        });
      }
    },
  };
}

/** Gathers the licences of what is built in, as they ask: dist/licences.txt, served like the rest. */
function licences(): Plugin {
  const sources = {
    'Bootstrap Italia (BSD-3-Clause), built on Bootstrap (MIT, Copyright 2011-2022 The Bootstrap Authors)': 'LICENSE',
    'Titillium Web (SIL Open Font License 1.1)': 'dist/fonts/Titillium_Web/OFL.txt',
    'Lora (SIL Open Font License 1.1)': 'dist/fonts/Lora/OFL.txt',
  };
  return {
    name: 'traguardi-licences',
    async buildStart() {
      const texts = await Promise.all(
        Object.entries(sources).map(async ([title, path]) => {
          const text = await readFile(join(root, 'node_modules/bootstrap-italia', path), 'utf8');
          return `${title}\n\n${text.trim()}\n`;
        }),
      );
      this.emitFile({ type: 'asset', fileName: 'licences.txt', source: texts.join('\n\n') });
    },
  };
}

/**
 * Removes what earlier builds left, but never dist/.keep: go:embed needs a file there at any moment,
 * and Vite would empty the folder first.
 */
function sweepDist(): Plugin {
  return {
    name: 'traguardi-sweep',
    async writeBundle(_, bundle) {
      const built = new Set([...Object.keys(bundle), '.keep']);
      const dist = join(root, 'dist');
      await writeFile(join(dist, '.keep'), '');
      for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
        const path = join(entry.parentPath, entry.name);
        if (entry.isFile() && !built.has(relative(dist, path).replaceAll('\\', '/'))) {
          await rm(path);
        }
      }
    },
  };
}

/** Every style sheet that is no partial and every script that is no module of others, by its name. */
function entries(): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [folder, ending] of [
    ['assets/scss', '.scss'],
    ['assets/ts', '.ts'],
  ]) {
    for (const name of readdirSync(join(root, folder))) {
      if (name.endsWith(ending) && !name.startsWith('_')) {
        found[`${basename(name, ending)}${ending === '.ts' ? '-script' : ''}`] = join(root, folder, name);
      }
    }
  }
  return found;
}

export default defineConfig({
  root,
  // Style sheets name fonts beside themselves, so that the program may be served below any path.
  base: './',
  publicDir: false,
  build: {
    outDir: 'dist',
    assetsDir: '.',
    assetsInlineLimit: 0,
    emptyOutDir: false, // see sweepDist
    manifest: true,
    modulePreload: false,
    rollupOptions: { input: entries() },
  },
  css: {
    postcss: { plugins: [unused('italia', [join(root, 'templates'), join(root, 'assets/ts')])] },
    preprocessorOptions: {
      scss: {
        // Bootstrap Italia 2 is still written with @import; its warnings are not ours to mend.
        quietDeps: true,
        silenceDeprecations: ['import', 'global-builtin', 'color-functions'],
      },
    },
  },
  plugins: [hashedIcons(), licences(), packed(), sweepDist()],
});
