// Writes ../holidays.tsv from npm date-holidays (code ISC, data CC BY-SA 3.0):
//
//	npm install date-holidays@3.37.0 && node holidays.mjs > ../holidays.tsv
//
// It is run when the data are renewed, never when the program is built.
import Holidays from 'date-holidays';

const first = 2026, last = 2035;
// Countries whose states differ in ways that matter to people who write there.
const withStates = ['AU', 'BR', 'CA', 'CH', 'DE', 'ES', 'GB', 'MY', 'US'];
// Closed by custom, though not by law.
// Public by name, but most people work; China's long weeks stand in own.tsv.
const worked = { CN: /^(International Women's Day|Youth Day|Children's Day|Army Day|Spring Festival|National Day)$/ };
const closed = { BR: /carni?val/i, US: /^Day after Thanksgiving/i };

const zh = {
  "New Year's Day": '元旦', 'Christmas Day': '圣诞节', 'Christmas': '圣诞节', 'Boxing Day': '节礼日', '2nd Day of Christmas': '圣诞节次日', 'Christmas Eve': '平安夜', "St. Stephen's Day": '圣斯德望日',
  'Good Friday': '耶稣受难日', 'Easter Sunday': '复活节', 'Easter': '复活节', 'Easter Monday': '复活节星期一', 'Holy Saturday': '圣周六', 'Maundy Thursday': '濯足星期四', 'Ascension Day': '耶稣升天节', 'Pentecost': '圣灵降临节', 'Whit Monday': '圣灵降临节星期一', 'Corpus Christi': '基督圣体节',
  'Labour Day': '劳动节', 'Labor Day': '劳动节', 'Independence Day': '独立日', 'National Day': '国庆日', 'National Holiday': '国庆日', 'Republic Day': '共和国日', 'Constitution Day': '宪法日', 'Unification Day': '统一日', 'Liberation Day': '解放日', 'Revolution Day': '革命日', 'Victory Day': '胜利日',
  'Assumption': '圣母升天节', 'Assumption of Mary': '圣母升天节', "All Saints' Day": '诸圣节', 'Immaculate Conception': '圣母无染原罪日', 'Epiphany': '主显节', 'Carnival': '狂欢节', "International Women's Day": '妇女节', "Children's Day": '儿童节', 'Thanksgiving Day': '感恩节', 'Memorial Day': '阵亡将士纪念日', 'Martin Luther King Jr. Day': '马丁·路德·金纪念日', 'Veterans Day': '退伍军人节', "Washington's Birthday": '华盛顿诞辰日', 'Columbus Day': '哥伦布日', 'Juneteenth': '六月节',
  'End of Ramadan (Eid al-Fitr)': '开斋节', 'Eid al-Fitr': '开斋节', 'Feast of the Sacrifice (Eid al-Adha)': '宰牲节', 'Eid al-Adha': '宰牲节', 'Islamic New Year': '伊斯兰新年', 'Birthday of Muhammad (Mawlid)': '圣纪节', 'Day of Ashura': '阿舒拉节', "Laylat al-Mi'raj": '登霄节', 'First day of Ramadan': '斋月首日', 'Day of Arafah': '阿拉法特日',
  'Chinese New Year': '春节', 'Vesak': '卫塞节', 'Deepavali': '排灯节', 'Qingming Festival': '清明节', 'Dragon Boat Festival': '端午节', 'Mid-Autumn Festival': '中秋节', 'Army Day': '建军日', 'Armistice Day': '停战日', "Queen's Birthday": '女王诞辰', "King's Birthday": '国王诞辰', 'Rosh Hashanah': '犹太新年', 'Yom Kippur': '赎罪日', 'Pesach': '逾越节', 'Sukkot': '住棚节', 'Shavuot': '五旬节', 'Orthodox Christmas': '东正教圣诞节', 'Orthodox Good Friday': '东正教受难日', 'Orthodox Easter Monday': '东正教复活节星期一', 'Orthodox Easter': '东正教复活节', 'Bridge Public holiday': '调休假日', 'Reformation Day': '宗教改革日', 'Midsummer Day': '仲夏节', 'German Unity Day': '德国统一日', 'Saint Joseph': '圣若瑟日', 'Early May bank holiday': '五月初公休日', 'Spring bank holiday': '春季公休日', 'Summer bank holiday': '夏季公休日', 'Memorial Day for War Dead': '阵亡者纪念日', 'Nowruz': '诺鲁孜节', 'ANZAC Day': '澳新军团日', 'Anzac Day': '澳新军团日', 'Canada Day': '加拿大国庆日', 'Australia Day': '澳大利亚国庆日', 'Victoria Day': '维多利亚日', 'Bastille Day': '法国国庆日', 'Human Rights Day': '人权日', "Mother's Day": '母亲节', 'Youth Day': '青年节', 'Freedom Day': '自由日', 'Heritage Day': '遗产日', 'Workers\' Day': '劳动节', 'Workers’ Day': '劳动节',
};
const islamic = /Muharram|Safar|Rabi|Jumada|Rajab|Shaban|Ramadan|Shawwal|Dhu al/;

const day = (s, plus) => { const d = new Date(s + 'T12:00:00Z'); d.setUTCDate(d.getUTCDate() + plus); return d.toISOString().slice(0, 10); };

function collect(country, state) {
  const h = state ? new Holidays(country, state) : new Holidays(country);
  h.setTimezone('UTC');
  const out = new Map();
  for (let y = first; y <= last; y++) {
    const cn = new Map(h.getHolidays(y, 'zh').map(x => [x.rule + x.date, x.name]));
    for (const x of h.getHolidays(y, 'en')) {
      const custom = closed[country] && closed[country].test(x.name);
      if (x.type !== 'public' && !custom) continue;
      if (worked[country] && worked[country].test(x.name)) continue;
      const days = Math.max(1, Math.round((x.end - x.start) / 864e5));
      const en = x.name.replace(/ \(substitute day\)$/, '').replace(/\s+/g, ' ').trim();
      const han = cn.get(x.rule + x.date) || '';
      let name = zh[en] || (/^[\u4e00-\u9fff·—（）()]+$/.test(han) ? han : '');
      const key = en + '\t' + name + '\t' + (islamic.test(x.rule) ? '~' : '');
      if (!out.has(key)) out.set(key, new Set());
      for (let i = 0; i < days; i++) out.get(key).add(day(x.date.slice(0, 10), i));
    }
  }
  return out;
}

// dates writes *-12-25 for a day that is the same in every year.
function dates(set) {
  const by = new Map();
  for (const d of [...set].sort()) { const k = d.slice(5); by.set(k, [...(by.get(k) || []), d]); }
  const out = [];
  for (const [k, l] of by) if (l.length === last - first + 1) out.push('*-' + k); else out.push(...l);
  return out.sort().join(' ');
}

console.log(`# Public holidays ${first}-${last} from npm date-holidays 3.37.0 (2026-09-21; code ISC, data CC BY-SA 3.0), written by gen/holidays.mjs. Columns: country or country-state, English name, Chinese name ("-" none), "~" where the day may move by one (seen moon), days; *-12-25 is every year. A state's rows are those that its country does not have; what only the country has counts in its states, too.`);
const all = new Holidays();
for (const country of Object.keys(all.getCountries()).sort()) {
  const base = collect(country);
  const has = new Map();
  for (const [k, s] of base) for (const d of s) has.set(d, k);
  for (const [k, s] of base) { const [en, z, sure] = k.split('\t'); console.log([country, en, z || '-', sure || '-', dates(s)].join('\t')); }
  if (!withStates.includes(country)) continue;
  for (const state of Object.keys(all.getStates(country) || {}).sort()) {
    const own = collect(country, state);
    for (const [k, s] of own) { const more = new Set([...s].filter(d => !has.has(d))); if (more.size) { const [en, z, sure] = k.split('\t'); console.log([country + '-' + state, en, z || '-', sure || '-', dates(more)].join('\t')); } }
  }
}
