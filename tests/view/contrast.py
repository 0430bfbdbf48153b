"""How well the page is read: the contrast of text and icons over whatever the picture shows.

A panel lets the picture through a little. So each text is taken twice: with everything that lies under it
blended over black and over white, between which every picture lies.
"""

# Contrast as WCAG 2.2 defines it; what has less than its bound: text, ratio, what lies behind all, bound.
FAINT = """() => {
  const TEXT = 4.5, LARGE = 3;
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const colour = (text) => {  // red, green, blue and opacity, 0 to 1
    if (!known.has(text)) {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = text;
      pen.fillRect(0, 0, 1, 1);
      const solid = /^rgba?\\(([^)]*)\\)$/.exec(text);  // exact where the browser tells it so
      const told = solid && solid[1].split(/[\\s,/]+/).filter(Boolean).map(Number);
      const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
      const [red, green, blue, opacity] = told ? [...told.slice(0, 3), 255 * (told[3] ?? 1)] : [r, g, b, a];
      known.set(text, [red, green, blue, opacity].map((v) => v / 255));
    }
    return known.get(text);
  };
  const over = ([r, g, b, a], under) => [r, g, b].map((v, i) => a * v + (1 - a) * under[i]);
  const linear = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const light = (c) => 0.2126 * linear(c[0]) + 0.7152 * linear(c[1]) + 0.0722 * linear(c[2]);
  const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
  const chain = (e) => (e && e !== document.body ? [...chain(e.parentElement), e] : []);
  const visible = { visibilityProperty: true, opacityProperty: true };
  const shown = (e) => e.checkVisibility(visible) && e.getBoundingClientRect().width > 1;
  const faint = [];
  let read = 0;
  const look = (e, what, ink, least) => {
    for (const [name, picture] of [["black", [0, 0, 0]], ["white", [1, 1, 1]]]) {
      let ground = picture, opacity = 1, text = picture;
      for (const at of chain(e)) {
        const style = getComputedStyle(at);
        opacity *= Number(style.opacity);
        const [r, g, b, a] = colour(style.backgroundColor);
        ground = over([r, g, b, a * opacity], ground);
      }
      text = over([ink[0], ink[1], ink[2], ink[3] * opacity], ground);
      const found = ratio(text, ground);
      read++;
      if (found < least) faint.push([what.slice(0, 40), Number(found.toFixed(2)), name, least]);
    }
  };
  const dialog = document.querySelector("dialog[open]");
  for (const e of (dialog ?? document.body).querySelectorAll("*")) {
    if (!shown(e) || e.closest(".unseen") || e.disabled || e.closest("option")) continue;
    const style = getComputedStyle(e);
    const written = [...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data.trim()).join("");
    if (written || e.matches("select, input:not([type=range], [type=checkbox])")) {
      const size = parseFloat(style.fontSize), bold = Number(style.fontWeight) >= 700;
      const least = size >= 24 || (bold && size >= 18.66) ? LARGE : TEXT;
      look(e, written || e.outerHTML, colour(style.color), least);
      if (e.placeholder) look(e, e.placeholder, colour(getComputedStyle(e, "::placeholder").color), TEXT);
    }
    if (e.matches("svg")) look(e, e.parentElement.outerHTML, colour(style.stroke), LARGE);
  }
  return { faint, read };
}"""
