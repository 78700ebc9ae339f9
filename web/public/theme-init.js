// Runs before the first paint, so that the page never flashes in the wrong colours or language.
(function () {
  var scheme = 'auto';
  var density = 'compact';
  var language = '';
  try {
    scheme = localStorage.getItem('rapport.theme') || 'auto';
    density = localStorage.getItem('rapport.density') || 'compact';
    language = localStorage.getItem('rapport.locale') || '';
  } catch (_) {
    // Storage may be closed to us: the defaults serve.
  }
  var root = document.documentElement;
  var dark = scheme === 'dark' || (scheme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
  root.setAttribute('data-density', density);
  if (language) root.lang = language;
})();
