// A sum of work instead of a picture to decipher: for each puzzle, find a number whose SHA-256 with it begins with so many
// zero bits. Done in slices, so that the page stays quick. Where it can't be done, the question on the page takes its place.
(() => {
  const K = new Uint32Array(64);
  const START = new Uint32Array(8);
  for (let n = 2, found = 0; found < 64; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) { prime = false; break; }
    if (!prime) continue;
    const part = (x) => ((x - Math.floor(x)) * 4294967296) >>> 0;
    if (found < 8) START[found] = part(Math.sqrt(n));
    K[found++] = part(Math.cbrt(n));
  }
  const words = new Uint32Array(64);

  // The first 32 bits of the SHA-256 of a text of at most 55 ASCII characters, which fits into one block.
  function head(text) {
    words.fill(0, 0, 16);
    for (let n = 0; n < text.length; n++) words[n >> 2] |= text.charCodeAt(n) << (24 - (n % 4) * 8);
    words[text.length >> 2] |= 0x80 << (24 - (text.length % 4) * 8);
    words[15] = text.length * 8;
    for (let n = 16; n < 64; n++) {
      const x = words[n - 15], y = words[n - 2];
      const s = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const t = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      words[n] = words[n - 16] + s + words[n - 7] + t;
    }
    let [a, b, c, d, e, f, g, h] = START;
    for (let n = 0; n < 64; n++) {
      const s = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const x = (h + s + ((e & f) ^ (~e & g)) + K[n] + words[n]) | 0;
      const t = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const y = (t + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + x) | 0; d = c; c = b; b = a; a = (x + y) | 0;
    }
    return (a + START[0]) >>> 0;
  }

  const form = document.querySelector("form[data-proof]");
  if (!form || form.dataset.ask !== undefined) return;
  // A check against the standard's own example: on an engine that reckons otherwise, people answer the question.
  if (head("abc") !== 0xba7816bf) return;
  const { seed } = form.dataset;
  const puzzles = Number(form.dataset.puzzles), bits = Number(form.dataset.bits);
  const question = form.querySelector("[data-question]"), told = form.querySelector("[data-working]");
  const numbers = [];
  let number = 0, waiting = false, sent = false;
  question.hidden = true;

  function slice() {
    const end = performance.now() + 25;
    while (numbers.length < puzzles) {
      for (let n = 0; n < 200; n++, number++) {
        if (head(`${seed}:${numbers.length}:${number}`) >>> (32 - bits) === 0) {
          numbers.push(number);
          number = 0;
          break;
        }
      }
      if (performance.now() > end) break;
    }
    if (numbers.length < puzzles) {
      setTimeout(slice, 0);
      return;
    }
    form.elements.work.value = numbers.join(",");
    if (waiting) form.requestSubmit();
  }
  setTimeout(slice, 0);

  form.addEventListener("submit", (event) => {
    if (form.elements.work.value) {
      if (sent) event.preventDefault();
      sent = true;
      return;
    }
    event.preventDefault();
    waiting = true;
    told.textContent = "正在确认是人在提交，一两秒就好……";
  });
  window.addEventListener("pageshow", () => { sent = false; });
})();
