/** Colour, type and what all pages share. Both schemes hold at least 4.5:1 between text and ground. */
export const base = `
:root {
  color-scheme: light dark;
  --ground: #f9fbfa;
  --surface: #ffffff;
  --sunken: #f0f4f2;
  --ink: #14201d;
  --quiet: #526460;
  --line: #dde6e2;
  --edge: #7d908a;
  --accent: #0b6e5f;
  --accent-ground: #e1f2ee;
  --get: #0b6e5f;
  --post: #2257b5;
  --patch: #875108;
  --delete: #b3261e;
  --text: 'Inter', ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif;
  --mono: ui-monospace, 'SF Mono', 'Cascadia Code', 'JetBrains Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0d1412;
    --surface: #131c19;
    --sunken: #18231f;
    --ink: #e3ece9;
    --quiet: #9bb0a9;
    --line: #25332e;
  --edge: #647a73;
    --accent: #62d2ba;
    --accent-ground: #15322b;
    --get: #62d2ba;
    --post: #8fb6ff;
    --patch: #eab667;
    --delete: #ff9a90;
  }
}
*, ::before, ::after { box-sizing: border-box; }
html { scroll-padding-top: 5rem; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0;
  min-height: 100vh;
  display: flex;
  flex-direction: column;
  background: var(--ground);
  color: var(--ink);
  font: 1rem/1.65 var(--text);
}
h1, h2, h3, h4 { line-height: 1.25; text-wrap: balance; letter-spacing: -0.012em; }
h1 { font-size: clamp(1.9rem, 1.5rem + 1.8vw, 2.6rem); margin: 0 0 0.75rem; letter-spacing: -0.025em; }
h1 small { font-size: 0.4em; font-weight: 500; color: var(--quiet); letter-spacing: 0; vertical-align: middle; margin-left: 0.4em; }
h2 { font-size: 1.35rem; margin: 2.5rem 0 0.75rem; }
p, ul, ol, dl, pre, table { margin: 0 0 1rem; }
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: 0.2em; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; border-radius: 4px; }
code, pre { font-family: var(--mono); font-size: 0.875em; }
:not(pre) > code { overflow-wrap: anywhere; }
p > code, li > code, dd > code, h1 code { background: var(--sunken); padding: 0.1em 0.35em; border-radius: 5px; }
pre {
  background: var(--sunken);
  border: 1px solid var(--line);
  border-radius: 12px;
  padding: 1rem 1.15rem;
  overflow-x: auto;
  line-height: 1.6;
  font-size: 0.84rem;
}
pre code { font-size: inherit; user-select: all; -webkit-user-select: all; }
.skip {
  position: absolute; left: 1rem; top: -4rem; z-index: 10;
  background: var(--accent); color: var(--ground); padding: 0.6rem 1rem; border-radius: 8px;
}
.skip:focus { top: 0.75rem; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.quiet { color: var(--quiet); font-size: 0.92rem; }
.lead { font-size: 1.12rem; color: var(--quiet); text-wrap: pretty; }
.kicker { color: var(--quiet); font-size: 0.9rem; margin-bottom: 0.5rem; }
.number { font-variant-numeric: tabular-nums; }
.bar {
  position: sticky; top: 0; z-index: 5;
  display: flex; align-items: center; gap: 1.5rem;
  padding: 0.8rem clamp(1rem, 4vw, 2rem);
  background: var(--ground);
  border-bottom: 1px solid var(--line);
}
.brand { display: flex; align-items: center; gap: 0.6rem; color: var(--ink); font-weight: 650; text-decoration: none; letter-spacing: -0.01em; }
.mark { width: 1.75rem; height: 1.75rem; display: block; }
.mark rect { fill: #0b6e5f; }
.mark path { fill: none; stroke: #fff; stroke-width: 2.4; stroke-linecap: round; }
.bar nav { display: flex; gap: 0.35rem; margin-left: auto; }
.bar nav a { color: var(--quiet); text-decoration: none; padding: 0.3rem 0.75rem; border-radius: 999px; font-size: 0.94rem; }
.bar nav a:hover { color: var(--ink); background: var(--sunken); }
.bar nav a[aria-current] { color: var(--accent); background: var(--accent-ground); font-weight: 550; }
.column { width: 100%; max-width: 46rem; margin: 0 auto; padding: clamp(2rem, 6vw, 4rem) clamp(1rem, 4vw, 2rem) 3rem; flex: 1; }
.foot { border-top: 1px solid var(--line); padding: 1.25rem clamp(1rem, 4vw, 2rem); color: var(--quiet); font-size: 0.88rem; }
.foot p { margin: 0; }
.foot a { color: inherit; }
table { width: 100%; border-collapse: collapse; font-size: 0.95rem; }
th { text-align: left; font-weight: 550; color: var(--quiet); font-size: 0.85rem; }
th, td { padding: 0.55rem 1rem 0.55rem 0; border-bottom: 1px solid var(--line); vertical-align: baseline; }
td:last-child, th:last-child { padding-right: 0; }
.facts { display: flex; flex-wrap: wrap; gap: 0.75rem 2.5rem; padding: 1rem 1.15rem; border: 1px solid var(--line); border-radius: 12px; background: var(--surface); }
.facts dt { font-size: 0.82rem; color: var(--quiet); }
.facts dd { margin: 0; }
.doors { list-style: none; padding: 0; display: grid; gap: 0.9rem; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); margin: 2rem 0 0; }
.doors li:last-child:nth-child(odd) { grid-column: 1 / -1; }
.doors a { display: grid; gap: 0.2rem; height: 100%; padding: 1.1rem 1.25rem; border: 1px solid var(--line); border-radius: 14px; background: var(--surface); color: var(--ink); text-decoration: none; }
.doors a:hover { border-color: var(--accent); }
.doors strong { color: var(--accent); font-weight: 620; }
.doors span { color: var(--quiet); font-size: 0.94rem; line-height: 1.5; }
.home h1 { font-size: clamp(2.6rem, 2rem + 3.5vw, 4rem); }
.home .kicker { color: var(--accent); font-weight: 550; }
.card { border: 1px solid var(--line); border-radius: 14px; background: var(--surface); padding: 1.25rem 1.4rem; margin-bottom: 1.25rem; }
.card h2 { margin: 0 0 0.25rem; font-size: 1.12rem; }
.letter { white-space: pre-wrap; overflow-wrap: anywhere; padding: 0.9rem 0; border-top: 1px solid var(--line); }
.empty { padding: 2.5rem 1rem; text-align: center; color: var(--quiet); border: 1px dashed var(--line); border-radius: 14px; }
iframe { width: 100%; height: 18rem; margin-top: 0.75rem; border: 1px solid var(--line); border-radius: 10px; background: #fff; color-scheme: light; }
button { font: 600 1rem/1 var(--text); padding: 0.85rem 1.4rem; border: 0; border-radius: 12px; background: var(--accent); color: var(--ground); cursor: pointer; }
button:disabled { opacity: 0.6; cursor: default; }
[hidden] { display: none !important; }
summary { cursor: pointer; color: var(--accent); font-size: 0.92rem; width: fit-content; border-radius: 4px; }
.codes td code { white-space: nowrap; }
@media (max-width: 40rem) {
  .codes thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .codes tr { display: grid; grid-template-columns: 3.25rem minmax(0, 1fr); padding: 0.6rem 0; border-bottom: 1px solid var(--line); }
  .codes td { padding: 0; border: 0; }
  .codes td:last-child { grid-column: 2; color: var(--quiet); }
}
@media (max-width: 30rem) { .bar { gap: 0.75rem; } .bar nav { gap: 0; } .bar nav a { padding: 0.3rem 0.55rem; } }
`
