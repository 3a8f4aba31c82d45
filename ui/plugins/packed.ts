import { brotliCompressSync, constants } from 'node:zlib';
import type { Plugin } from 'vite';

/** Shorter texts are sent as they are (internal/prepared says so too). */
const shortest = 1024;

/**
 * Lays a copy in Brotli, as small as it gets, beside each text that is built: it takes a hundred times what the program
 * spends on a page, and these files are the same for everybody until the next build.
 */
export function packed(): Plugin {
  return {
    name: 'traguardi-packed',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        for (const [fileName, file] of Object.entries(bundle)) {
          if (!/\.(?:css|js|svg|txt)$/.test(fileName)) continue;
          const text = Buffer.from(file.type === 'chunk' ? file.code : file.source);
          if (text.length < shortest) continue;
          const mode = { [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT, [constants.BROTLI_PARAM_QUALITY]: 11 };
          const source = brotliCompressSync(text, { params: { ...mode, [constants.BROTLI_PARAM_SIZE_HINT]: text.length } });
          this.emitFile({ type: 'asset', fileName: `${fileName}.br`, source });
        }
      },
    },
  };
}
