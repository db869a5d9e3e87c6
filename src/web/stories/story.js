// Stories advance by themselves, unless the viewer holds them, writes, or prefers less motion. Without scripts arrows are links.
(() => {
  const story = document.querySelector('[data-story]');
  const bar = story?.querySelector('[data-current]');
  const button = story?.querySelector('[data-pause]');
  if (!bar || !button) return;

  const PICTURE_MS = 6000;
  const HELD_MS = 300;
  const video = story.querySelector('video');
  const reasons = new Set(matchMedia('(prefers-reduced-motion: reduce)').matches ? ['paused'] : []);
  let shownMs = 0;

  const change = () => {
    const isPaused = reasons.has('paused');
    button.setAttribute('aria-label', isPaused ? button.dataset.playLabel : button.dataset.pauseLabel);
    story.classList.toggle('is-paused', isPaused);
    if (!video) return;
    if (reasons.size > 0) video.pause();
    else
      video.play().catch(() => {
        // sound needs a tap first
        video.muted = true;
        video.play().catch(() => {});
      });
  };
  const hold = (reason, isOn) => {
    if (reasons.has(reason) === isOn) return;
    if (isOn) reasons.add(reason);
    else reasons.delete(reason);
    change();
  };

  let before;
  const tick = (now) => {
    if (reasons.size === 0) shownMs += now - (before ?? now);
    before = now;
    const part = video ? video.currentTime / (video.duration || 1) : shownMs / PICTURE_MS;
    bar.value = Math.min(1, part) * 100;
    if (part < 1) requestAnimationFrame(tick);
    else location.assign(story.dataset.next);
  };
  const picture = story.querySelector('img.stage-media');
  const start = () => requestAnimationFrame(tick);
  if (picture && !picture.complete) picture.addEventListener('load', start, { once: true });
  else start();

  button.addEventListener('click', () => hold('paused', !reasons.has('paused')));
  const stage = story.querySelector('.stage-picture');
  let pressedAt = 0;
  stage.addEventListener('pointerdown', (event) => {
    pressedAt = event.timeStamp;
    hold('held', true);
  });
  for (const name of ['pointerup', 'pointercancel', 'pointerleave']) stage.addEventListener(name, () => hold('held', false));
  stage.addEventListener('click', (event) => {
    if (event.pointerType && event.timeStamp - pressedAt > HELD_MS) event.preventDefault();
  });
  stage.addEventListener('contextmenu', (event) => event.preventDefault());

  const isWriting = () => document.activeElement?.matches('textarea, summary') ?? false;
  story.addEventListener('focusin', () => hold('writing', isWriting()));
  story.addEventListener('focusout', () => hold('writing', false));
  story.addEventListener('toggle', (event) => hold('reading', event.target.open), true);
  document.addEventListener('visibilitychange', () => hold('hidden', document.hidden));

  document.addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.matches('textarea, video')) return;
    const isRtl = document.dir === 'rtl';
    const link = { [isRtl ? 'ArrowLeft' : 'ArrowRight']: 'next', [isRtl ? 'ArrowRight' : 'ArrowLeft']: 'prev' }[event.key];
    if (link) story.querySelector(`[rel="${link}"]`)?.click();
    else if (event.key === 'Escape') location.assign(story.dataset.close);
    else if (event.key === ' ' && !event.target.closest('a, button, summary')) button.click();
    else return;
    event.preventDefault();
  });
  change();
})();
