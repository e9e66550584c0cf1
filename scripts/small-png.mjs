// A screenshot in 256 colours: a third of the bytes, and nobody sees the difference.
import { crc32, deflateSync, inflateSync } from 'node:zlib';

/** The same picture with a palette. Takes what Chromium writes: 8 bits a channel, RGB or RGBA, not interlaced. */
export function smallPng(png) {
  const { width, height, colours } = decode(png);
  const palette = commonest(colours);
  const index = nearestOf(palette);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = index(colours[y * width + x]);
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  // Eight bits a pixel, each an index into the palette.
  head.set([8, 3, 0, 0, 0], 8);
  const entries = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  return Buffer.concat([
    png.subarray(0, 8),
    chunk('IHDR', head),
    chunk('PLTE', entries),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const made = Buffer.alloc(body.length + 8);
  made.writeUInt32BE(data.length, 0);
  body.copy(made, 4);
  made.writeUInt32BE(crc32(body), body.length + 4);
  return made;
}

/** Each pixel as 0xRRGGBB; a screenshot is opaque. */
function decode(png) {
  const parts = [];
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const [width, height, depth, kind] = [png.readUInt32BE(16), png.readUInt32BE(20), png[24], png[25]];
  const bytes = { 2: 3, 6: 4 }[kind];
  if (depth !== 8 || bytes === undefined || png[28] !== 0) throw new Error('This is no PNG as Chromium writes it.');
  const data = inflateSync(Buffer.concat(parts));
  const length = width * bytes;
  const colours = new Uint32Array(width * height);
  let above = Buffer.alloc(length);
  for (let y = 0; y < height; y++) {
    const start = y * (length + 1);
    const row = Buffer.from(data.subarray(start + 1, start + 1 + length));
    unfilter(row, above, { filter: data[start], bytes });
    for (let x = 0; x < width; x++) colours[y * width + x] = row.readUIntBE(x * bytes, 3);
    above = row;
  }
  return { width, height, colours };
}

/** Undoes a row's filter (PNG specification, 9.2). */
function unfilter(row, above, { filter, bytes }) {
  for (let at = 0; at < row.length; at++) {
    const left = at < bytes ? 0 : row[at - bytes];
    const corner = at < bytes ? 0 : above[at - bytes];
    const guesses = [0, left, above[at], (left + above[at]) >> 1, paeth(left, above[at], corner)];
    row[at] += guesses[filter];
  }
}

function paeth(left, up, corner) {
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

function commonest(colours) {
  const counts = new Map();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 256)
    .map(([colour]) => colour);
}

function nearestOf(palette) {
  const known = new Map(palette.map((colour, index) => [colour, index]));
  const distance = (a, b) => [16, 8, 0].reduce((sum, shift) => sum + (((a >> shift) & 255) - ((b >> shift) & 255)) ** 2, 0);
  return (colour) => {
    if (!known.has(colour)) {
      const distances = palette.map((each) => distance(each, colour));
      known.set(colour, distances.indexOf(Math.min(...distances)));
    }
    return known.get(colour);
  };
}
