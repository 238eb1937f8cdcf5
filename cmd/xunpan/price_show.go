package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/govalues/decimal"

	"xunpan"
	pricing "xunpan/internal/price"
)

var hundredPercent = decimal.Hundred

// pricePage writes a calculation for people.
type pricePage struct {
	*sheet
	calc    *pricing.Calculation
	details bool
}

// show writes all of it, the offer first and then how it came about.
func (p *pricePage) show() {
	p.offer()
	p.approvals()
	p.warnings()
	p.counters()
	p.margins()
	p.rates()
	p.loading()
	if p.details {
		p.buildUps()
		return
	}
	p.sideBySide()
}

// grouped writes a number with marks of thousands.
func grouped(text string) string {
	digits, rest, point := strings.Cut(text, ".")
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "−", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	if point {
		digits += "." + rest
	}
	return sign + digits
}

func round(n pricing.Number, places int) string { return grouped(n.Round(places).Pad(places).String()) }
func count(n pricing.Number) string             { return grouped(n.Trim(0).String()) }

// unitPrice shows an offered price, to the cent at least.
func unitPrice(n pricing.Number) string { return grouped(n.Trim(2).Pad(2).String()) }

// numbers aligns columns to the right, the first ones left out.
func numbers(rows [][]string, left int) [][]string {
	for col := range rows[0] {
		if col < left {
			continue
		}
		wide := 0
		for _, r := range rows {
			wide = max(wide, textWidth(r[col]))
		}
		for _, r := range rows {
			if r[col] != "" {
				r[col] = strings.Repeat(" ", wide-textWidth(r[col])) + r[col]
			}
		}
	}
	return rows
}

func (p *pricePage) name(i int) string {
	it := &p.calc.Items()[i]
	return join(" ", it.Name, it.Model)
}

func (p *pricePage) option(o *pricing.Option) string {
	t := string(o.Term) + " " + o.Place
	if o.Name != "" {
		t += p.t(" (", "（") + o.Name + p.t(")", "）")
	}
	return t
}

// offer writes what a buyer may see.
func (p *pricePage) offer() {
	o := p.calc.Offer()
	until := ""
	if o.ValidUntil != "" {
		until = p.t("valid until ", "有效期至 ") + o.ValidUntil
	}
	p.put(cells(join("  ·  ", o.Title, o.Currency, o.Date, until), bold))
	p.newline()
	for i := range p.calc.Items() {
		it := &p.calc.Items()[i]
		p.newline()
		moq := ""
		if !it.MOQ.IsZero() {
			moq = p.t("MOQ ", "起订量 ") + count(it.MOQ)
		}
		p.put(cells(p.name(i)+p.t(", ", "，")+join(" · ", count(it.Quantity)+" "+it.Unit, moq), title))
		p.newline()
		head := []string{xunpan.IncotermsRule, p.t("list", "标价"), p.t("price", "单价"), p.t("amount", "金额")}
		ladder := p.calc.Options[0].Lines[i].Ladder
		for _, r := range ladder {
			head = append(head, "≥ "+count(r.Quantity))
		}
		rows := [][]string{head}
		for k := range p.calc.Options {
			l := &p.calc.Options[k].Lines[i]
			row := []string{p.option(&p.calc.Options[k]), "", unitPrice(l.Price), unitPrice(l.Amount)}
			if !l.List.IsZero() {
				row[1] = unitPrice(l.List) + " −" + o.Options[k].Lines[i].Discount
			}
			for _, r := range l.Ladder {
				row = append(row, unitPrice(r.Price))
			}
			rows = append(rows, row)
		}
		p.table(2, numbers(rows, 1))
	}
	if len(p.calc.Items()) > 1 {
		p.heading("Total", "合计")
		rows := [][]string{{xunpan.IncotermsRule, o.Currency}}
		for k := range p.calc.Options {
			rows = append(rows, []string{p.option(&p.calc.Options[k]), unitPrice(p.calc.Options[k].Total)})
		}
		p.table(2, numbers(rows, 1))
	}
}

func (p *pricePage) approvals() {
	list := p.calc.Approvals()
	if len(list) == 0 {
		return
	}
	p.heading("Below the floor: a manager must approve", "低于底价：须经理批准")
	for _, a := range list {
		p.line(cells("  ! ", bad), cells(fmt.Sprintf(p.t("%s, %s, from %s: %s, floor %s, earns %s a unit", "%s，%s，%s 起：%s，底价 %s，每件利润 %s"),
			p.option(&p.calc.Options[a.Option]), p.name(a.Item), count(a.Quantity), unitPrice(a.Price), unitPrice(a.Floor), round(a.Margin.Unit, 4)), asIs))
	}
}

// warnings are written once each, with the terms they are for if not all.
func (p *pricePage) warnings() {
	type said struct {
		say   xunpan.Text
		terms []string
	}
	var list []said
	for i := range p.calc.Options {
		for _, w := range p.calc.Options[i].Warnings {
			k := slices.IndexFunc(list, func(s said) bool { return s.say == w.Say })
			if k < 0 {
				list, k = append(list, said{say: w.Say}), len(list)
			}
			list[k].terms = append(list[k].terms, string(p.calc.Options[i].Term))
		}
	}
	if len(list) == 0 {
		return
	}
	p.heading("Mind", "注意")
	for _, w := range list {
		head := "  ! "
		if len(w.terms) < len(p.calc.Options) {
			head += strings.Join(slices.Compact(w.terms), ", ") + "  "
		}
		p.line(cells(head, warning), cells(p.in(w.say), asIs))
	}
}

// margins is what each option earns. This and all below stays in the house.
func (p *pricePage) margins() {
	p.heading("In the house", "内部")
	rows := [][]string{{"", "", p.t("price", "单价"), p.t("floor", "底价"), p.t("room", "让价空间"), p.t("profit", "利润"), p.t("of price", "占报价"), p.t("of cost", "占成本"), p.t("in all", "总利润")}}
	for i := range p.calc.Items() {
		for k := range p.calc.Options {
			l := &p.calc.Options[k].Lines[i]
			m := l.House.Margin()
			name := ""
			if len(p.calc.Items()) > 1 {
				name = p.name(i)
			}
			if l.House.Listed() {
				rows = append(rows, []string{name, p.option(&p.calc.Options[k]), unitPrice(l.Price), unitPrice(l.House.Floor()), "", p.t("list price", "目录价"), "", "", ""})
				continue
			}
			rows = append(rows, []string{name, p.option(&p.calc.Options[k]), unitPrice(l.Price), unitPrice(l.House.Floor()), unitPrice(l.House.Room()), round(m.Unit, 4), percentFigure(m.OfPrice) + "%", percentFigure(m.OfCost) + "%", round(m.Total, 2)})
		}
	}
	p.table(2, numbers(rows, 2))
}

// rates says at what rates money was changed.
func (p *pricePage) rates() {
	for i, r := range p.calc.Rates() {
		if i == 0 {
			p.heading("Rates of exchange", "汇率")
		}
		buffer := ""
		if !r.Buffer.Fraction.IsZero() {
			buffer = p.t("buffer ", "缓冲 ") + percentFigure(r.Buffer.Fraction) + "%"
		}
		p.line(cells("  ", asIs), cells(join(" · ", fmt.Sprintf(p.t("1 %s earned is %s %s, paid %s", "收入 1 %s 折 %s %s，支付折 %s"), r.Currency, r.In.Round(6).Trim(2), r.Home, r.Out.Round(6).Trim(2)), buffer, r.Date.String()), asIs))
	}
}

// atOnce is how many options stand side by side in one table.
const atOnce = 4

// sideBySide writes the build-up of each item, options in columns.
func (p *pricePage) sideBySide() {
	for i := range p.calc.Items() {
		for from := 0; from < len(p.calc.Options); from += atOnce {
			p.columnsOf(i, p.calc.Options[from:min(from+atOnce, len(p.calc.Options))])
		}
	}
}

func (p *pricePage) columnsOf(item int, options []pricing.Option) {
	en, zh := "Build-up, "+p.calc.Currency()+" per "+p.calc.Items()[item].Unit, "价格构成，"+p.calc.Currency()+"/"+p.calc.Items()[item].Unit
	if len(p.calc.Items()) > 1 {
		en, zh = p.name(item)+": "+en, p.name(item)+"："+zh
	}
	p.heading(en, zh)
	type step struct {
		name, basis string
		units       []string
	}
	var steps []step
	head := []string{p.t("step", "项目"), p.t("basis", "计算")}
	for k := range options {
		head = append(head, cut(join(" ", string(options[k].Term), options[k].Name), 14))
		next := 0 // where a step goes that the others do not have
		list := options[k].Lines[item].House.BuildUp()
		for _, s := range list {
			at := slices.IndexFunc(steps, func(o step) bool { return o.name == p.in(s.Name) && o.basis == p.in(s.Basis) && o.units[k] == "" })
			if at < 0 {
				at = next
				for at < len(steps) && !slices.ContainsFunc(list, func(o pricing.Step) bool { return steps[at].name == p.in(o.Name) }) {
					at++
				}
				steps = slices.Insert(steps, at, step{p.in(s.Name), p.in(s.Basis), make([]string, len(options))})
			}
			steps[at].units[k] = round(s.Unit, 4)
			next = at + 1
		}
	}
	rows := [][]string{head}
	for _, s := range steps {
		rows = append(rows, append([]string{s.name, s.basis}, s.units...))
	}
	last := []string{p.t("= price", "= 单价"), ""}
	for k := range options {
		last = append(last, round(options[k].Lines[item].Price, 4))
	}
	p.table(2, numbers(append(rows, last), 2))
}

// buildUps writes the build-up of each option in full.
func (p *pricePage) buildUps() {
	for i := range p.calc.Items() {
		for k := range p.calc.Options {
			l := &p.calc.Options[k].Lines[i]
			p.heading("Build-up: "+p.option(&p.calc.Options[k])+", "+p.name(i), "价格构成："+p.option(&p.calc.Options[k])+"，"+p.name(i))
			rows := [][]string{{p.t("step", "项目"), p.t("basis", "计算"), p.t("per unit", "每件"), p.t("in all", "合计"), p.t("running", "累计")}}
			for _, s := range l.House.BuildUp() {
				rows = append(rows, []string{p.in(s.Name), p.in(s.Basis), round(s.Unit, 4), round(s.Total, 2), round(s.Running, 4)})
			}
			p.table(2, numbers(rows, 2))
		}
	}
}

// wholeNumber is a count as a number; 19 digits hold every one.
func wholeNumber(n int64) pricing.Number {
	d, _ := decimal.New(n, 0)
	return d
}
