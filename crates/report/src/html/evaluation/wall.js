// Lets the tiles and the map show one task, and sorts the wall by it.
(function () {
  'use strict';
  var d = document;
  var all = function (selector) { return Array.prototype.slice.call(d.querySelectorAll(selector)); };
  var keys = ['unmet', 'invalid', 'missing', 'empty', 'behind', 'pending', 'on_track', 'early', 'met', 'exempt'];
  var form = d.querySelector('.wallform');
  if (!form) { return; }
  var words = JSON.parse(d.querySelector('[data-verdicts]').dataset.verdicts);

  function dye(spot, key, sign, text) {
    spot.setAttribute('class', 'spot v-' + (key || 'none'));
    var b = spot.querySelector('b,.sign'), i = spot.querySelector('i');
    if (b) { b.textContent = sign; }
    if (i) { i.textContent = text; }
  }

  function show() {
    var task = form.elements.task.value;
    all('.spot').forEach(function (spot) {
      if (task === '') {
        var whole = spot.dataset.whole.split('|');
        dye(spot, whole[0], whole[1], whole[2]);
        return;
      }
      var key = keys[Number(spot.dataset.v.charAt(Number(task)))];
      dye(spot, key, key ? words[key][0] : '', key ? words[key][1] : '–');
    });
    sort(form.elements.order.value, task);
  }

  // How bad a place is: of one task its verdict, of all how many there are of each, the worst counting first.
  function weight(letters, task) {
    if (task !== '') { var one = letters.charAt(Number(task)); return [one === '.' || one === '-' ? 99 : Number(one)]; }
    return keys.map(function (_, n) { return -(letters.split(String(n)).length - 1); });
  }

  function sort(order, task) {
    var spots = {};
    all('.tilemap .spot').forEach(function (s) { spots[s.dataset.at] = s.dataset.v; });
    all('table.wall tr[data-at]').forEach(function (r) { if (r.dataset.v) { spots[r.dataset.at] = r.dataset.v; } });
    var by = function (at) { return weight(spots[at] || '', task); };
    var compare = function (a, b) {
      if (order === 'worst') {
        var x = by(a.at), y = by(b.at);
        for (var i = 0; i < x.length; i += 1) { if (x[i] !== y[i]) { return x[i] - y[i]; } }
      }
      return Number(a.at) - Number(b.at);
    };
    all('table.wall tbody, .tilemap').forEach(function (body) {
      var rows = Array.prototype.map.call(body.children, function (row) {
        return { row: row, at: (row.dataset.at || row.querySelector('.spot').dataset.at) };
      });
      rows.sort(compare).forEach(function (r) { body.appendChild(r.row); });
    });
    all('table.wall th[data-col]').forEach(function (th) {
      if (order === 'worst' && th.dataset.col === task) { th.setAttribute('aria-sort', 'ascending'); } else { th.removeAttribute('aria-sort'); }
    });
  }

  // A head of a column sorts by it; what is packed comes later, so the click is caught above.
  d.addEventListener('click', function (event) {
    var head = event.target.closest && event.target.closest('table.wall th[data-col]');
    if (!head || event.target.closest('a')) { return; }
    var is_same = form.elements.task.value === head.dataset.col && form.elements.order.value === 'worst';
    form.elements.task.value = is_same ? '' : head.dataset.col;
    form.elements.order.value = is_same ? '' : 'worst';
    show();
  });
  form.hidden = false;
  form.addEventListener('submit', function (event) { event.preventDefault(); });
  form.addEventListener('change', show);
}());
