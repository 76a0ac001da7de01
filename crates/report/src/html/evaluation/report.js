// Hides, sorts and switches what the page holds; the state is in the address after `#`, so that it can be sent to others.
(function () {
  'use strict';
  var d = document;
  var all = function (selector, root) { return Array.prototype.slice.call((root || d).querySelectorAll(selector)); };
  var form = d.getElementById('filters');
  var table = d.querySelector('table.rules');
  var rules = all('tbody.rule');
  var groups = all('tbody.group');
  var inFileOrder = all('table.rules>tbody');
  var views = all('section[data-view]');
  var names = ['plan', 'office', 'area', 'verdict', 'light', 'sort', 'q'];
  var words = {};
  // The letters of data-areas, by verdict.
  var letters = ['unmet', 'invalid', 'missing', 'empty', 'behind', 'pending', 'on_track', 'early', 'met', 'exempt'];
  all('select[name=verdict] option').forEach(function (o) { words[o.value] = o.textContent; });

  // Puts what is packed in its place; everything below a root, or a root itself.
  function fill(root) {
    all('[data-piece]', root).forEach(function (place) {
      place.innerHTML = unpack.piece(place.dataset.piece);
      delete place.dataset.piece;
    });
    all('tr[data-area]', root).forEach(function (row) { row.hidden = chosen !== null && row.dataset.area !== chosen; });
  }
  var chosen = null;

  function roster() {
    if (!roster.read) { roster.read = JSON.parse(unpack.piece(d.querySelector('header.head').dataset.roster)); }
    return roster.read;
  }

  // Who is named in a packed list, place by place: {area: {kind: [text]}}.
  function listed(list) {
    var read = roster(), values = list.column ? unpack.piece(list.column).split('\n') : [], places = new Map();
    list.parts.forEach(function (part, kind) {
      var bits = unpack.bytes(part.bits);
      for (var i = 0; i < bits.length * 8; i += 1) {
        if (!(bits[i >> 3] >> (i & 7) & 1)) { continue; }
        var at = part.first + i, area = read.areas[at];
        if (!places.has(area)) { places.set(area, list.parts.map(function () { return []; })); }
        places.get(area)[kind].push(read.names[at] + (values[at] ? ' ' + values[at] + list.unit : ''));
      }
    });
    return places;
  }

  // A table of a packed list: a row for each place, made only now that somebody wants to see it.
  function table_of(list) {
    var out = d.createElement('table'), options = all('select[name=area] option').slice(1);
    out.className = 'stack entities all';
    var head = out.createTHead().insertRow();
    [''].concat(list.parts.map(function (p) { return p.head; })).forEach(function (text) {
      var cell = d.createElement('th'); cell.scope = 'col'; cell.textContent = text; head.appendChild(cell);
    });
    var body = out.createTBody();
    var places = listed(list);
    Array.from(places.keys()).sort(function (a, b) { return (a < 0) - (b < 0) || a - b; }).forEach(function (area) {
      var row = body.insertRow();
      row.dataset.area = area;
      row.hidden = chosen !== null && String(area) !== chosen;
      var name = d.createElement('th'); name.scope = 'row';
      name.textContent = options[area] ? options[area].textContent : '';
      row.appendChild(name);
      places.get(area).forEach(function (texts, kind) {
        var cell = row.insertCell(), count = d.createElement('b');
        cell.dataset.label = list.parts[kind].head;
        if (texts.length) { count.textContent = texts.length; cell.appendChild(count); cell.append(' ' + texts.join(d.documentElement.lang === 'en' ? ', ' : '、')); }
      });
    });
    return out;
  }

  function state() {
    var text = location.hash.slice(1);
    var at = /^r\d+$/.exec(text);
    var found = { view: 'summary' };
    if (at) { found.view = 'rules'; found.rule = text; return found; }
    new URLSearchParams(text).forEach(function (value, key) { found[key] = value; });
    return found;
  }

  function go(next, isTyped) {
    var search = new URLSearchParams();
    ['view', 'open'].concat(names).forEach(function (key) { if (next[key]) { search.set(key, next[key]); } });
    if (isTyped) { location.replace('#' + search); } else { location.hash = search.toString(); }
    show();
  }

  function position(name) {
    var field = form.elements[name];
    var chosen = field && field.selectedOptions[0];
    return chosen && chosen.dataset.at !== undefined ? chosen.dataset.at : null;
  }

  function fits(rule, s, at) {
    var has = function (list, one) { return (' ' + list + ' ').indexOf(' ' + one + ' ') >= 0; };
    var verdict = rule.dataset.verdict;
    var here = rule.querySelector('.here');
    here.hidden = true;
    if (at.plan !== null && rule.dataset.plan !== at.plan) { return false; }
    if (at.office !== null && !has(rule.dataset.office, at.office)) { return false; }
    if (at.area !== null) {
      var mark = rule.dataset.areas.charAt(Number(at.area));
      if (!mark || mark === '.') { return false; }
      var own = letters[mark];
      if (mark !== '-') {
        verdict = own;
        here.textContent = s.area + ' ' + (words[own] || own);
        here.hidden = false;
      }
    }
    if (s.verdict && verdict !== s.verdict) { return false; }
    if (s.light && rule.dataset.light.split('|').indexOf(s.light) < 0) { return false; }
    return (s.q || '').toLowerCase().split(/\s+/).every(function (word) { return rule.dataset.text.indexOf(word) >= 0; });
  }

  function key(rule, by) {
    if (by === 'verdict') { return Number(rule.dataset.order); }
    if (by === 'progress') { return rule.dataset.progress === '' ? Infinity : Number(rule.dataset.progress); }
    if (by === 'due') { return rule.dataset.due || '9999'; }
    return by === 'id' ? rule.dataset.id : rule.dataset.names || '\uffff';
  }

  var sortedBy = '';
  function sort(by) {
    if (by === sortedBy) { return; }
    sortedBy = by;
    var order = inFileOrder;
    if (by) {
      order = rules.slice().sort(function (a, b) {
        var x = key(a, by), y = key(b, by);
        if (x === y) { return a.dataset.at - b.dataset.at; }
        if (typeof x === 'string') { return x.localeCompare(y, 'zh-CN', { numeric: true }); }
        return x < y ? -1 : 1;
      });
    }
    order.forEach(function (body) { table.appendChild(body); });
    all('thead [data-sort]', table).forEach(function (head) {
      if (head.dataset.sort === by) { head.setAttribute('aria-sort', 'ascending'); } else { head.removeAttribute('aria-sort'); }
    });
  }

  // Rules by plan: of many plans each is folded to a line that counts what came out.
  var folded = new Map();
  var groupOf = new Map();
  var isPrinting = false;
  function isFolded(rule) { return folded.get(groupOf.get(rule)) === true; }
  function folds() {
    var isLong = rules.length > 60 && groups.length > 1;
    groups.forEach(function (group) {
      var counts = {}, n = 0, next = group.nextElementSibling;
      while (next && !next.classList.contains('group')) {
        groupOf.set(next, group);
        counts[next.dataset.verdict] = (counts[next.dataset.verdict] || 0) + 1;
        n += 1;
        next = next.nextElementSibling;
      }
      folded.set(group, isLong);
      var head = group.querySelector('th'), button = d.createElement('button'), said = d.createElement('span');
      button.type = 'button';
      button.className = 'fold';
      button.textContent = head.textContent;
      said.textContent = n + ' ' + table.dataset.counted + ' · ' + letters.filter(function (v) { return counts[v]; }).map(function (v) { return (words[v] || v) + ' ' + counts[v]; }).join(' · ');
      button.appendChild(said);
      head.textContent = '';
      head.appendChild(button);
      button.addEventListener('click', function () {
        folded.set(group, button.getAttribute('aria-expanded') === 'true');
        var next = state(), opened = [];
        groups.forEach(function (g, n) { if (!folded.get(g)) { opened.push(n); } });
        next.open = opened.join(',') || 'none';
        go(next, true);
      });
    });
  }

  function list(s) {
    names.forEach(function (name) {
      var field = form.elements[name];
      if (field && field.value !== (s[name] || '')) { field.value = s[name] || ''; }
    });
    var at = { plan: position('plan'), office: position('office'), area: position('area') };
    var shown = 0;
    // Whoever chose something sees all of it; what is folded is on paper all the same.
    var isWhole = isPrinting || !!s.sort || names.some(function (name) { return name !== 'sort' && s[name]; });
    rules.forEach(function (rule) {
      var isFitting = fits(rule, s, at);
      if (isFitting) { shown += 1; }
      rule.hidden = !isFitting || (!isWhole && isFolded(rule) && rule.id !== s.rule);
    });
    chosen = at.area;
    all('tr[data-area]', table).forEach(function (row) { row.hidden = at.area !== null && row.dataset.area !== at.area; });
    sort(s.sort || '');
    groups.forEach(function (group) {
      var next = group.nextElementSibling;
      var has = false;
      while (next && !next.classList.contains('group')) { has = has || !next.hidden; next = next.nextElementSibling; }
      group.hidden = !!s.sort || (isWhole && !has);
      var fold = group.querySelector('.fold');
      if (fold) { fold.setAttribute('aria-expanded', String(has)); }
    });
    var said = [d.getElementById('count').dataset.said.replace('{n}', shown).replace('{all}', rules.length)];
    // What is printed says what it was chosen by.
    ['plan', 'office', 'area', 'verdict', 'light', 'q'].forEach(function (name) {
      var field = form.elements[name];
      if (s[name] && field) {
        said.push(field.parentNode.firstChild.textContent.trim() + ' ' + (name === 'q' ? s.q : field.selectedOptions[0].textContent));
      }
    });
    d.getElementById('count').textContent = said.join(' · ');
    d.getElementById('none').hidden = shown > 0;
  }

  // Without a choice there is the index alone: all places at once are a wall that nobody reads.
  function pages(view, one) {
    all('article.page', view).forEach(function (page) {
      page.hidden = page.dataset.page !== one;
      if (!page.hidden) { fill(page); }
    });
    all('.pick', view).forEach(function (pick) { pick.hidden = !!one; });
  }

  var viewBefore = '';
  var current = {};
  function show() {
    var s = state();
    current = s;
    if (s.open !== undefined) {
      var opened = s.open.split(',');
      groups.forEach(function (group, n) { folded.set(group, opened.indexOf(String(n)) < 0); });
    }
    d.body.classList.add('one');
    if (!views.some(function (v) { return v.dataset.view === s.view; })) { s.view = 'summary'; }
    views.forEach(function (v) { v.hidden = v.dataset.view !== s.view; });
    all('[data-go]').forEach(function (a) {
      if (a.dataset.go === s.view) { a.setAttribute('aria-current', 'page'); } else { a.removeAttribute('aria-current'); }
    });
    list(s);
    if (s.view === 'wall') { fill(d.getElementById('wall')); }
    pages(d.getElementById('areas') || d.createElement('i'), s.view === 'areas' ? s.area : '');
    pages(d.getElementById('offices') || d.createElement('i'), s.view === 'offices' ? s.office : '');
    var page = s.view + (s.view === 'rules' ? '' : s.area || s.office || '');
    if (viewBefore && page !== viewBefore) { window.scrollTo(0, 0); }
    viewBefore = page;
    if (s.rule) {
      var rule = d.getElementById(s.rule);
      if (rule) { open(rule, true); rule.scrollIntoView(); }
    }
  }

  function open(rule, isOpen) {
    if (isOpen) { fill(rule); }
    rule.querySelector('details').open = isOpen;
  }

  function fromForm(isTyped) {
    var next = { view: 'rules', open: state().open };
    names.forEach(function (name) { var field = form.elements[name]; if (field) { next[name] = field.value; } });
    go(next, isTyped);
  }

  function heads() {
    all('thead [data-sort]', table).forEach(function (head) {
      var button = d.createElement('button');
      button.type = 'button';
      button.textContent = head.textContent;
      head.textContent = '';
      // Browsers do not repeat what is in a button on the next page of paper: paper has the plain word.
      var plain = d.createElement('span');
      plain.className = 'onpaper';
      plain.textContent = button.textContent;
      head.append(button, plain);
      button.addEventListener('click', function () {
        form.elements.sort.value = form.elements.sort.value === head.dataset.sort ? '' : head.dataset.sort;
        fromForm(false);
      });
    });
  }

  function isolate(button, isEverything) {
    button.addEventListener('click', function () {
      if (isEverything) { fill(d.body); d.body.classList.remove('one'); views.concat(all('article.page')).forEach(function (v) { v.hidden = false; }); }
      window.print();
    });
  }

  form.hidden = false;
  form.addEventListener('submit', function (event) { event.preventDefault(); });
  form.addEventListener('change', function (event) { if (event.target.name !== 'q') { fromForm(false); } });
  form.elements.q.addEventListener('input', function () { fromForm(true); });
  d.getElementById('clear').addEventListener('click', function () { form.reset(); fromForm(false); });
  var toggle = d.getElementById('toggle');
  toggle.addEventListener('click', function () {
    var isOpening = toggle.textContent === toggle.dataset.open;
    rules.forEach(function (r) { if (!r.hidden) { open(r, isOpening); } });
    toggle.textContent = isOpening ? toggle.dataset.close : toggle.dataset.open;
  });
  isolate(d.getElementById('print'), false);
  isolate(d.getElementById('print-all'), true);
  // A card is filled when it is opened, by whatever means; the event does not bubble, but it is seen on its way down.
  d.addEventListener('toggle', function (event) {
    var rule = event.target.open && event.target.closest && event.target.closest('tbody.rule');
    if (rule) { fill(rule); }
  }, true);
  d.addEventListener('click', function (event) {
    var button = event.target.closest && event.target.closest('button[data-list]');
    if (!button) { return; }
    button.parentNode.before(table_of(JSON.parse(unpack.piece(button.dataset.list))));
    button.parentNode.remove();
  });
  window.addEventListener('beforeprint', function () { isPrinting = true; list(current); });
  window.addEventListener('afterprint', function () { isPrinting = false; show(); });
  window.addEventListener('hashchange', show);
  heads();
  folds();
  show();
}());
