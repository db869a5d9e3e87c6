// The poll of the composer: rows for its answers, shown one after another.
(() => {
  const rows = (form, selector) => [...form.querySelectorAll(`.answer-row${selector}`)];
  const showRoom = (form) => {
    form.querySelector('[data-add-answer]').hidden = rows(form, '.is-spare').length === 0;
  };
  document.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (!button) return;
    const { form } = button;
    if ('togglePoll' in button.dataset) {
      const poll = document.getElementById('composer-poll');
      poll.hidden = !poll.hidden;
      poll.disabled = poll.hidden;
      button.setAttribute('aria-expanded', String(!poll.hidden));
      if (!poll.hidden) poll.querySelector('input').focus();
    }
    if ('addAnswer' in button.dataset) {
      const row = rows(form, '.is-spare')[0];
      row?.classList.remove('is-spare');
      row?.querySelector('input').focus();
      showRoom(form);
    }
    if ('removeAnswer' in button.dataset) {
      // the answers below move up, so that no gap is left
      const fields = rows(form, '').map((row) => row.querySelector('input'));
      for (let at = fields.indexOf(button.parentElement.querySelector('input')); at < fields.length; at += 1) {
        fields[at].value = fields[at + 1]?.value ?? '';
      }
      rows(form, ':not(.is-spare)').at(-1).classList.add('is-spare');
      rows(form, ':not(.is-spare)').at(-1).querySelector('input').focus();
      showRoom(form);
    }
  });
})();
