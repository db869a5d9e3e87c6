// Inside an app that gives the page a function `csharp`, taps are reported to the app instead of followed. The server writes
// each payload beside its link; payloads and their spelling are contract.
(() => {
  const native = (payload) => {
    if (typeof window.csharp !== 'function') return false;
    window.csharp(payload);
    return true;
  };

  // in an app only the home feed has a composer
  if (typeof window.csharp === 'function') document.documentElement.classList.add('is-in-app');

  const payloadOf = (link) => {
    if (link.dataset.native) return link.dataset.native;
    const isOutside = link.target === '_blank' && /^https?:$/.test(link.protocol);
    return isOutside ? JSON.stringify({ type: 'url', link: link.href }) : undefined;
  };

  const report = (event) => {
    const link = event.target.closest?.('[data-native]:not(textarea, input), a[target="_blank"]');
    const payload = link && payloadOf(link);
    if (!payload || !native(payload)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  document.addEventListener('click', report, true);
  document.addEventListener('focusin', (event) => {
    if (event.target.matches?.('textarea[data-native], input[data-native]') && native(event.target.dataset.native))
      event.target.blur();
  });

  // how far the page is scrolled, in eighths
  let last = 0;
  addEventListener(
    'scroll',
    () => {
      const height = document.documentElement.scrollHeight - innerHeight;
      const part = Math.min(8, 1 + Math.floor((Math.max(0, scrollY) / Math.max(1, height)) * 8));
      if (part === last) return;
      last = part;
      native(`{type:"scorll", num:"${part}"}`);
    },
    { passive: true },
  );
})();
