// Unpacks the templates of the page: base64 and deflate (RFC 1950, 1951), in any browser and at once, so that paper has it too.
var unpack = (function () {
  'use strict';
  var ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
  function steps(first, n, base) {
    var bits = [], from = [], at = first;
    for (var i = 0; i < n; i += 1) { bits.push(base(i)); from.push(at); at += 1 << bits[i]; }
    return { bits: bits, from: from };
  }
  var LENGTHS = steps(3, 28, function (i) { return i < 8 ? 0 : (i >> 2) - 1; });
  LENGTHS.bits.push(0); LENGTHS.from.push(258);
  var DISTANCES = steps(1, 30, function (i) { return i < 4 ? 0 : (i >> 1) - 1; });

  // Counts of codes by length, and the symbols in the order of their codes.
  function codes(lengths) {
    var counts = new Uint16Array(16), starts = new Uint16Array(16), symbols = new Uint16Array(lengths.length), i;
    for (i = 0; i < lengths.length; i += 1) { counts[lengths[i]] += 1; }
    counts[0] = 0;
    for (i = 1; i < 16; i += 1) { starts[i] = starts[i - 1] + counts[i - 1]; }
    for (i = 0; i < lengths.length; i += 1) { if (lengths[i]) { symbols[starts[lengths[i]]] = i; starts[lengths[i]] += 1; } }
    return { counts: counts, symbols: symbols };
  }

  function inflate(bytes) {
    var at = 2, hold = 0, n = 0, out = new Uint8Array(bytes.length * 4 + 1024), end = 0;
    function bits(count) {
      while (n < count) { hold |= bytes[at] << n; at += 1; n += 8; }
      var found = hold & ((1 << count) - 1);
      hold >>>= count; n -= count;
      return found;
    }
    function symbol(table) {
      var code = 0, first = 0, index = 0;
      for (var length = 1; length < 16; length += 1) {
        code |= bits(1);
        var count = table.counts[length];
        if (code - count < first) { return table.symbols[index + (code - first)]; }
        index += count; first = (first + count) << 1; code <<= 1;
      }
      throw new Error('damaged');
    }
    function room(count) {
      if (end + count <= out.length) { return; }
      var larger = new Uint8Array(Math.max(out.length * 2, end + count));
      larger.set(out); out = larger;
    }
    function tables() {
      var nLengths = bits(5) + 257, nDistances = bits(5) + 1, nCodes = bits(4) + 4, lengths = new Uint8Array(19), i;
      for (i = 0; i < nCodes; i += 1) { lengths[ORDER[i]] = bits(3); }
      var table = codes(lengths), all = new Uint8Array(nLengths + nDistances);
      for (i = 0; i < all.length;) {
        var found = symbol(table);
        if (found < 16) { all[i] = found; i += 1; continue; }
        var value = found === 16 ? all[i - 1] : 0;
        var times = found === 16 ? 3 + bits(2) : found === 17 ? 3 + bits(3) : 11 + bits(7);
        while (times > 0) { all[i] = value; i += 1; times -= 1; }
      }
      return [codes(all.subarray(0, nLengths)), codes(all.subarray(nLengths))];
    }
    function fixed() {
      var lengths = new Uint8Array(288).map(function (_, i) { return i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8; });
      return [codes(lengths), codes(new Uint8Array(30).fill(5))];
    }
    var isLast = 0;
    while (!isLast) {
      isLast = bits(1);
      var kind = bits(2);
      if (kind === 0) {
        hold = 0; n = 0;
        var stored = bytes[at] | bytes[at + 1] << 8;
        at += 4; room(stored);
        out.set(bytes.subarray(at, at + stored), end);
        at += stored; end += stored;
        continue;
      }
      var pair = kind === 1 ? fixed() : tables();
      for (;;) {
        var found = symbol(pair[0]);
        if (found < 256) { room(1); out[end] = found; end += 1; continue; }
        if (found === 256) { break; }
        var length = LENGTHS.from[found - 257] + bits(LENGTHS.bits[found - 257]);
        var far = symbol(pair[1]);
        var back = end - (DISTANCES.from[far] + bits(DISTANCES.bits[far]));
        room(length);
        for (; length > 0; length -= 1) { out[end] = out[back]; end += 1; back += 1; }
      }
    }
    return out.subarray(0, end);
  }

  function bytesOf(base64) {
    var text = atob(base64), bytes = new Uint8Array(text.length);
    for (var i = 0; i < text.length; i += 1) { bytes[i] = text.charCodeAt(i); }
    return bytes;
  }

  var blocks = {};
  // The piece at "block.piece".
  function piece(place) {
    var parts = place.split('.');
    if (!blocks[parts[0]]) {
      var packed = document.getElementById('k' + parts[0]).content.textContent;
      blocks[parts[0]] = new TextDecoder().decode(inflate(bytesOf(packed))).split('\u001e');
    }
    return blocks[parts[0]][parts[1]];
  }
  return { piece: piece, bytes: bytesOf, inflate: inflate };
}());
