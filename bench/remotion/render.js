// Writes the flat scene: node render.js OUT.mp4 [BROWSER]
//
// Runs in a folder that has Remotion in node_modules. BROWSER is a Chromium or a Chromium headless shell; without it
// Remotion fetches its own. The last line printed is the seconds that drawing and encoding took, without bundling
// and the browser's start.

import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {cpus, tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {bundle} from '@remotion/bundler';
import {openBrowser, renderMedia, selectComposition} from '@remotion/renderer';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const scene = JSON.parse(await readFile(here('flat_scene.json'), 'utf8'));
const [output, browserExecutable = null] = process.argv.slice(2);
const whole = browserExecutable && !browserExecutable.includes('headless');
const browser = {
  browserExecutable,
  chromeMode: whole ? 'chrome-for-testing' : 'headless-shell',
  logLevel: 'error',
};

const outDir = await mkdtemp(join(tmpdir(), 'flat-'));
const serveUrl = await bundle({entryPoint: here('scene.jsx'), outDir});
const puppeteerInstance = await openBrowser('chrome', browser);
const shared = {...browser, serveUrl, puppeteerInstance, inputProps: {}};
const composition = await selectComposition({...shared, id: 'flat'});

const begin = performance.now();
await renderMedia({
  ...shared,
  composition,
  outputLocation: output,
  codec: 'h264',
  crf: scene.crf,
  x264Preset: 'ultrafast',
  imageFormat: 'jpeg',
  muted: true,
  concurrency: cpus().length,
});
const seconds = (performance.now() - begin) / 1000;

await puppeteerInstance.close({silent: true});
await rm(outDir, {recursive: true});
console.log(seconds);
process.exit(0);
