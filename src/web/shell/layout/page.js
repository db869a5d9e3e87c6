// What plain HTML cannot do: menus that close, notices that disappear, a page that knows it is offline. Pages work without it.
(() => {
  const notices = document.getElementById('notices');
  const offline = document.getElementById('offline');
  if (!notices || !offline) return;

  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll('details.menu[open]')) if (!menu.contains(except)) menu.open = false;
  };

  document.addEventListener('click', (event) => {
    closeMenus(event.target);
    if (event.target.closest('[data-close]')) notices.replaceChildren();
    const focused = event.target.closest('[data-focus]');
    const field = focused && document.getElementById(focused.dataset.focus);
    if (!field) return;
    event.preventDefault();
    field.focus();
  });

  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    const menu = document.activeElement?.closest('details.menu[open]');
    closeMenus(null);
    menu?.querySelector('summary').focus();
  });

  // an open menu must not hide what gets the focus
  document.addEventListener('focusin', (event) => closeMenus(event.target));

  // photos open over the page; buttons and arrow keys step through those of one post
  const lightbox = document.getElementById('lightbox');
  const stepButtons = [...(lightbox?.querySelectorAll('[data-step]') ?? [])];
  let shown;
  const neighbour = (step) => (Number(step) > 0 ? shown.nextElementSibling : shown.previousElementSibling);
  const show = (link) => {
    const [small, large] = [link?.querySelector('img'), lightbox?.querySelector('img')];
    if (!small || !large) return false;
    shown = link;
    large.src = link.href;
    large.alt = small.alt;
    const focused = document.activeElement;
    for (const button of stepButtons) button.hidden = !neighbour(button.dataset.step)?.matches('.gallery-item');
    if (!lightbox.open) lightbox.showModal();
    if (stepButtons.includes(focused) && focused.hidden) stepButtons.find(({ hidden }) => !hidden)?.focus();
    return true;
  };
  document.addEventListener('click', (event) => {
    if (event.target === lightbox) lightbox.close();
    const button = event.target.closest('[data-step]');
    if (button) show(neighbour(button.dataset.step));
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (show(event.target.closest('.gallery-item, .thumbnail'))) event.preventDefault();
  });
  lightbox?.addEventListener('keydown', (event) => {
    const isForward = document.dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    show(neighbour(event.key === isForward ? 1 : -1));
  });

  // Enter sends a comment, Shift+Enter starts a new line
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || !event.target.matches('.text-box-input')) return;
    if (matchMedia('(pointer: coarse)').matches) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  });

  const showConnection = () => {
    offline.hidden = navigator.onLine;
  };
  addEventListener('online', showConnection);
  addEventListener('offline', showConnection);
  showConnection();

  // a request without an answer
  document.addEventListener('htmx:error', (event) => {
    const { ctx } = event.detail;
    const source = ctx?.sourceElement;
    if (ctx?.response || source?.matches('[data-quiet]')) return;
    const toast = document.createElement('div');
    toast.className = 'toast toast-bad';
    toast.role = 'alert';
    toast.append(notices.dataset.failed);
    if (source?.isConnected) {
      const again = Object.assign(document.createElement('button'), { type: 'button', className: 'toast-retry' });
      again.textContent = notices.dataset.tryAgain;
      again.addEventListener('click', () => {
        notices.replaceChildren();
        if (source.matches('form')) source.requestSubmit(ctx.request.submitter);
        else source.click();
      });
      toast.append(again);
    }
    notices.replaceChildren(toast);
  });

  // a menu closes when it is replaced; the focus moves to its button
  document.addEventListener('htmx:before:swap', ({ target }) =>
    target.closest?.('details.menu')?.querySelector('summary').focus(),
  );

  document.addEventListener('htmx:before:request', (event) => {
    if (!event.target.matches('[data-quiet]')) notices.replaceChildren();
    // a hidden page asks for nothing new
    else if (document.hidden) event.preventDefault();
  });

  document.addEventListener('click', (event) => {
    const question = event.target.closest('button')?.dataset.confirm;
    if (question && !confirm(question)) event.preventDefault();
  });
})();
