// The menu of small screens, the theme and the search. Pages can be read without this.
(() => {
  const root = document.documentElement;
  const find = (selector) => document.querySelector(selector);

  const menu = find('.menu');
  menu.addEventListener('click', () => {
    const isOpen = root.classList.toggle('menu-open');
    menu.setAttribute('aria-expanded', String(isOpen));
    if (isOpen) find('#pages').scrollTop = 0;
  });

  const theme = find('.theme');
  const system = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (root.dataset.theme ?? (system.matches ? 'dark' : 'light')) === 'dark';
  const showTheme = () => theme.setAttribute('aria-pressed', String(isDark()));
  theme.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    try {
      localStorage.setItem('passline-docs-theme', root.dataset.theme);
    } catch {
      // Then the choice lasts for this page.
    }
    showTheme();
  });
  system.addEventListener('change', showTheme);
  showTheme();
  find('#pages [aria-current]')?.scrollIntoView({ block: 'nearest' });

  const input = find('.search input');
  const results = find('#results');
  let index = null;
  let selected = -1;

  // A script and not a request, so that the site also works from a folder.
  window.passlineSearch = ({ options, index: stored }) => {
    index = MiniSearch.loadJS(stored, options);
    search();
  };
  const load = () => {
    if (document.getElementById('search-index')) return;
    const script = document.createElement('script');
    script.id = 'search-index';
    script.src = `${root.dataset.root}assets/search-index.js`;
    document.head.append(script);
  };

  const element = (name, className, text) => {
    const it = document.createElement(name);
    it.className = className;
    it.textContent = text;
    return it;
  };

  function search() {
    const query = input.value.trim();
    const isOpen = query.length > 1 && index !== null;
    results.hidden = !isOpen;
    input.setAttribute('aria-expanded', String(isOpen));
    select(-1);
    if (!isOpen) return;
    const found = index
      .search(query, { prefix: true, fuzzy: 0.15, combineWith: 'AND', boost: { heading: 3 } })
      .slice(0, 12);
    results.replaceChildren(
      ...found.map(({ page, heading, start, address }, at) => {
        const link = document.createElement('a');
        link.id = `result-${at}`;
        link.href = root.dataset.root + address;
        link.setAttribute('role', 'option');
        link.tabIndex = -1;
        link.append(
          element('span', 'where', page),
          element('strong', '', heading),
          element('span', 'start', start),
        );
        return link;
      }),
    );
    if (found.length === 0) results.append(element('p', 'none', `Nothing found for “${query}”.`));
  }

  function select(at) {
    const links = [...results.querySelectorAll('a')];
    selected = links.length === 0 ? -1 : Math.max(-1, Math.min(at, links.length - 1));
    links.forEach((link, it) => link.setAttribute('aria-selected', String(it === selected)));
    const link = links[selected];
    if (link) {
      input.setAttribute('aria-activedescendant', link.id);
      link.scrollIntoView({ block: 'nearest' });
    } else input.removeAttribute('aria-activedescendant');
  }

  input.addEventListener('focus', load);
  input.addEventListener('input', search);
  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      select(selected + (event.key === 'ArrowDown' ? 1 : -1));
    } else if (event.key === 'Enter') results.querySelectorAll('a')[Math.max(0, selected)]?.click();
    else if (event.key === 'Escape') {
      input.value = '';
      search();
      input.blur();
    }
  });
  // A result on the same page does not load another one.
  results.addEventListener('click', () => {
    input.value = '';
    search();
  });
  document.addEventListener('click', ({ target }) => {
    if (!target.closest('.search')) results.hidden = true;
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.target.closest('input')) return;
    event.preventDefault();
    input.focus();
  });
})();
