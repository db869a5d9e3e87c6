// Files of a form: previews of those chosen, and upload progress. Forms work without it.
(() => {
  const LIST = '[data-previews]';
  const SIZE = 192;

  const isSame = (one) => (other) =>
    one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;

  const choose = (input, files) => {
    const chosen = new DataTransfer();
    for (const file of files) chosen.items.add(file);
    input.files = chosen.files;
    input.kept = files;
    show(input.form);
  };

  // choosing again adds to the files chosen before
  const add = (input, files) => {
    const all = input.multiple ? [...(input.kept ?? [])] : [];
    for (const file of files) if (!all.some(isSame(file))) all.push(file);
    const most = Number(input.dataset.most ?? 1);
    const other = document.getElementById(input.dataset.insteadOf ?? '');
    if (other) choose(other, []);
    choose(input, all.slice(0, most));
    showProblem(input.form, all.length > most ? input.form.querySelector(LIST).dataset.tooMany : '');
  };

  const showProblem = (form, message) => {
    const problem = form.querySelector('.problem');
    if (!message) return problem?.replaceChildren();
    const alert = Object.assign(document.createElement('p'), { className: 'alert', role: 'alert', textContent: message });
    problem?.replaceChildren(alert);
  };

  const draw = async (canvas, file) => {
    const picture = await createImageBitmap(file);
    const side = Math.min(picture.width, picture.height);
    const [left, top] = [(picture.width - side) / 2, (picture.height - side) / 2];
    canvas.getContext('2d').drawImage(picture, left, top, side, side, 0, 0, SIZE, SIZE);
    picture.close();
  };

  const preview = (input, file, removeLabel) => {
    const item = document.createElement('li');
    item.className = 'preview';
    const name = Object.assign(document.createElement('span'), { className: 'preview-name', textContent: file.name });
    item.append(name);
    if (file.type.startsWith('image/')) {
      const canvas = Object.assign(document.createElement('canvas'), { width: SIZE, height: SIZE, className: 'preview-picture' });
      canvas.setAttribute('aria-hidden', 'true');
      // a picture that this browser cannot draw shows only its name
      draw(canvas, file).then(
        () => item.prepend(canvas),
        () => {},
      );
    }
    const remove = Object.assign(document.createElement('button'), { type: 'button', className: 'round preview-remove' });
    remove.setAttribute('aria-label', removeLabel.replace('{name}', file.name));
    remove.append(icon('close'));
    remove.addEventListener('click', () => {
      const { form } = input;
      choose(
        input,
        [...input.files].filter((one) => one !== file),
      );
      (form.querySelector('.preview-remove') ?? input).focus();
    });
    item.append(remove);
    return item;
  };

  const icon = (name) => {
    const drawn = document.querySelector('.icon').cloneNode(true);
    const use = drawn.querySelector('use');
    use.setAttribute('href', use.getAttribute('href').replace(/#.*/, `#${name}`));
    return drawn;
  };

  const show = (form) => {
    const list = form.querySelector(LIST);
    if (!list) return;
    const inputs = [...form.querySelectorAll('input[type="file"]')];
    list.replaceChildren(...inputs.flatMap((input) => [...input.files].map((file) => preview(input, file, list.dataset.remove))));
    list.hidden = list.childElementCount === 0;
  };

  document.addEventListener('change', (event) => {
    const input = event.target;
    if (!input.matches('form[data-files] input[type="file"]')) return;
    // closing the file dialog without a choice removes nothing
    if (input.files.length > 0 || !input.kept?.length) add(input, [...input.files]);
    else choose(input, input.kept);
  });

  document.addEventListener('paste', (event) => {
    const input = event.target.form?.querySelector('input[type="file"][accept^="image"]');
    const pictures = [...event.clipboardData.files].filter(({ type }) => type.startsWith('image/'));
    if (!input || pictures.length === 0) return;
    event.preventDefault();
    add(input, pictures);
  });

  // fetch cannot report upload progress
  const upload = (form) => (address, request) =>
    new Promise((resolve, reject) => {
      const call = new XMLHttpRequest();
      const status = form.querySelector('[data-uploading]');
      const [bar, percent] = status.children;
      const progress = (part) => {
        status.hidden = part === undefined;
        bar.value = (part ?? 0) * 100;
        percent.textContent = `${Math.round(bar.value)} %`;
      };
      call.open(request.method, address);
      for (const [name, value] of Object.entries(request.headers)) call.setRequestHeader(name, value);
      call.upload.addEventListener('progress', ({ loaded, total }) => progress(loaded / Math.max(1, total)));
      call.addEventListener('load', () => {
        const headers = call.getAllResponseHeaders().trim().split('\r\n');
        const isBare = call.status === 204;
        resolve(
          new Response(isBare ? null : call.responseText, {
            status: call.status,
            headers: headers.map((line) => line.split(/:\s*(.*)/s).slice(0, 2)),
          }),
        );
      });
      call.addEventListener('error', () => reject(new TypeError('no answer')));
      call.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
      call.addEventListener('loadend', () => progress(undefined));
      request.signal?.addEventListener('abort', () => call.abort());
      progress(0);
      call.send(request.body);
    });

  document.addEventListener('htmx:config:request', ({ target, detail: { ctx } }) => {
    if (!target.matches('form[data-files]')) return;
    showProblem(target, '');
    const hasFiles = [...target.querySelectorAll('input[type="file"]')].some(({ files }) => files.length > 0);
    if (!hasFiles) return;
    ctx.request.timeout = 0;
    ctx.fetch = upload(target);
  });

  for (const form of document.querySelectorAll('form[data-files]')) show(form);
})();
