// Before the first paint, so that a page does not flash in the other theme.
(() => {
  const root = document.documentElement;
  root.classList.add('js');
  let chosen = null;
  try {
    chosen = localStorage.getItem('passline-docs-theme');
  } catch {
    // A browser that forbids storage shows the theme of the system.
  }
  if (chosen === 'dark' || chosen === 'light') root.dataset.theme = chosen;
})();
