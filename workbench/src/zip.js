// Several files as one: a zip archive without packing, for browsers that cannot write into a folder. Names are UTF-8, and
// the same files give the same bytes: every entry is of 1980.

const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit += 1) {
    value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return value >>> 0;
});

function crc(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value = CRC[(value ^ byte) & 255] ^ (value >>> 8);
  }
  return (value ^ 0xffffffff) >>> 0;
}

/** Numbers of two or four bytes, the lowest byte first. */
function numbers(...pairs) {
  return Uint8Array.from(pairs.flatMap(([value, n]) => Array.from({ length: n }, (_, i) => (value >>> (8 * i)) & 255)));
}

/** 1980-01-01, and the flag that says that names are UTF-8. */
const [DAY, UTF8] = [33, 0x0800];

/** Returns the archive of pairs of path and bytes. */
export function zip(files) {
  const encoder = new TextEncoder();
  const [parts, entries] = [[], []];
  let at = 0;
  for (const [path, bytes] of files) {
    const name = encoder.encode(path);
    const what = numbers([UTF8, 2], [0, 2], [0, 2], [DAY, 2], [crc(bytes), 4], [bytes.length, 4], [bytes.length, 4], [name.length, 2], [0, 2]);
    parts.push(numbers([0x04034b50, 4], [20, 2]), what, name, bytes);
    entries.push(numbers([0x02014b50, 4], [20, 2], [20, 2]), what, numbers([0, 2], [0, 2], [0, 2], [0, 4], [at, 4]), name);
    at += 6 + what.length + name.length + bytes.length;
  }
  const size = entries.reduce((n, e) => n + e.length, 0);
  const end = numbers([0x06054b50, 4], [0, 2], [0, 2], [files.length, 2], [files.length, 2], [size, 4], [at, 4], [0, 2]);
  return new Blob([...parts, ...entries, end]);
}
