// Consoles in the frames of the debug page. The server answers only with the PIN's cookie and this page's token.
(function () {
  var settings = document.body.dataset;

  function post(path, text) {
    return fetch(settings.debugger + path, {
      method: 'POST', body: text, credentials: 'same-origin',
      headers: {'X-Debugger-Token': settings.token, 'Content-Type': 'text/plain; charset=utf-8'},
    }).then(function (response) {
      return response.text().then(function (answer) { return {status: response.status, text: answer}; });
    }, function () { return {status: 0, text: 'The server does not answer.'}; });
  }

  function show(output, text, failed) {
    var block = document.createElement('pre');
    block.textContent = text;
    if (failed) { block.className = 'failed'; }
    output.appendChild(block);
  }

  function run(place, output, source) {
    show(output, '>>> ' + source);
    post('/run/' + place.dataset.frame, source).then(function (answer) {
      if (answer.status === 403) { ask(place, output, source, answer.text); return; }
      show(output, answer.text, answer.status !== 200);
    });
  }

  function ask(place, output, source, reason) {
    var pin = window.prompt(reason + '\nEnter the PIN that the server printed:');
    if (!pin) { show(output, reason, true); return; }
    post('/pin', pin).then(function (answer) {
      if (answer.status === 204) { run(place, output, source); } else { show(output, answer.text, true); }
    });
  }

  document.querySelectorAll('.console').forEach(function (place) {
    var output = document.createElement('div');
    var form = document.createElement('form');
    var input = document.createElement('input');
    var history = [], at = 0;
    input.setAttribute('aria-label', 'Python to run in this frame');
    input.placeholder = 'Python to run in this frame';
    input.spellcheck = false;
    input.autocomplete = 'off';
    form.appendChild(input);
    place.appendChild(output);
    place.appendChild(form);
    place.hidden = false;
    form.addEventListener('submit', function (event) {
      event.preventDefault();
      if (!input.value) { return; }
      history.push(input.value);
      at = history.length;
      run(place, output, input.value);
      input.value = '';
    });
    input.addEventListener('keydown', function (event) {
      var step = {ArrowUp: -1, ArrowDown: 1}[event.key];
      if (!step) { return; }
      event.preventDefault();
      at = Math.min(Math.max(at + step, 0), history.length);
      input.value = history[at] || '';
    });
  });
})();
