package plan

import (
	"fmt"
	"math"
	"slices"
	"time"

	"xunpan"
	"xunpan/internal/plan/calendar"
)

// Deal is what is known of an inquiry when its next contact is planned.
type Deal struct {
	Type    xunpan.BuyerType
	Intent  xunpan.Intent
	Grade   string
	Stage   xunpan.Stage
	Regular bool      // he has bought from us: an important customer (DOMAIN D9.1)
	Heard   time.Time // his newest message
	Wrote   time.Time // ours
	Tries   int       // contacts since he was heard last, our answer not counted

	NotBefore time.Time        // he asked to be left until then, or is away
	Away      bool             // NotBefore is the return of an out-of-office notice
	On        time.Time        // a day that a person or he himself named; it goes before the cadence
	Used      []xunpan.Purpose // of the contacts since he was heard last
	Missing   bool             // something is missing for a quotation
	Quoted    bool
	ValidTo   calendar.Day // last day of the quotation; zero without one
	Points    bool         // the product has selling points to tell
	News      bool         // there are products newer than our last letter
}

// Verdict is what the plan says.
type Verdict string

// The verdicts.
const (
	Planned Verdict = "planned" // there is a next contact
	Owed    Verdict = "owed"    // he waits for us: answer first
	None    Verdict = "none"    // not worth another letter, or none is due
	Ended   Verdict = "ended"   // enough was tried: let him go, openly
)

// Contact is the next planned contact.
type Contact struct {
	Slot
	Verdict Verdict
	Rule    string
	Purpose xunpan.Purpose
	Tries   int           // this one included
	Why     []xunpan.Text // why then, readable by itself
	Skips   []Skip
	Unsure  []xunpan.Text
}

// step is one row of the cadence: after how many days, at least and at most,
// and how often without an answer before the last, open letter.
type step struct {
	rule      string
	from, to  int
	most      int // 0: there is no last one
	say       xunpan.Text
	stretched bool
	limit     int // days that a stretched interval does not exceed
}

// cadence picks the step (DOMAIN D9.1).
func cadence(d *Deal) step {
	grade := func(rule string, from, to, most, limit int, en, zh string) step {
		s := step{rule, from, to, most, xunpan.Text{En: en, Zh: zh}, d.Tries > 1, limit}
		if s.stretched {
			k := math.Pow(1.5, float64(d.Tries-1))
			s.from = min(int(math.Round(float64(s.from)*k)), limit)
			s.to = max(s.from, min(int(math.Round(float64(s.to)*k)), limit))
		}
		return s
	}
	latent := func() step {
		return grade("latent", 30, 35, 4, 90, "latent buyers hear from us about once a month", "潜在买家约每月联系一次")
	}
	switch {
	case d.Stage == xunpan.StageDormant:
		return grade("dormant", 60, 70, 3, 120, "a dormant buyer is tried again after two months", "沉睡买家两个月后再联系")
	case d.Stage == xunpan.StageSample:
		return grade("sample", 7, 8, 6, 21, "sample stage: once a week", "样品阶段：每周一次")
	case d.Stage == xunpan.StageWon, d.Regular:
		return grade("regular", 14, 16, 0, 45, "regular customer: every two weeks", "老客户：每两周一次")
	case d.Stage == xunpan.StageNegotiating:
		return grade("negotiating", 2, 3, 6, 14, "negotiating: every two or three days", "谈判阶段：每两三天一次")
	case d.Grade == "C", d.Grade == "D":
		return latent()
	case d.Tries == 0 && d.Intent == xunpan.High:
		return grade("first_high", 1, 2, 6, 0, "high intent: first after one or two days", "高意向：一至两天后首次跟进")
	case d.Tries == 0 && d.Intent == xunpan.General:
		return grade("first_general", 3, 5, 6, 0, "general intent: first after three to five days", "一般意向：三至五天后首次跟进")
	case d.Grade == "A":
		return grade("grade_a", 2, 3, 6, 14, "grade A: every two or three days", "A 级：每两三天一次")
	case d.Grade == "B":
		return grade("grade_b", 5, 7, 5, 21, "grade B: about once a week", "B 级：约每周一次")
	}
	return latent()
}

// Next plans the next contact with a buyer (DOMAIN D9.1 to D9.6). It writes only when it is our turn: a buyer who waits for an
// answer is owed one. Busy tells the days, on his calendar, on which another
// contact with the same buyer is planned; it may be nil.
func Next(d Deal, s Seller, b Buyer, now time.Time, busy func(calendar.Day) bool) Contact {
	if why, no := unworthy(&d); no {
		return Contact{Verdict: None, Why: []xunpan.Text{why}}
	}
	if d.Heard.After(d.Wrote) {
		return Contact{Verdict: Owed, Why: []xunpan.Text{{En: "he waits for our answer", Zh: "买家在等我们回复"}}}
	}
	st := cadence(&d)
	if st.most > 0 && d.Tries > st.most {
		return Contact{Verdict: Ended, Rule: st.rule, Why: []xunpan.Text{{
			En: fmt.Sprintf("%d contacts without an answer, the last one said so: he is let go openly and tried again later", d.Tries),
			Zh: fmt.Sprintf("已联系 %d 次未获答复，最后一封已说明：公开结束，以后再联系", d.Tries),
		}}}
	}
	c := Contact{Verdict: Planned, Rule: st.rule, Tries: d.Tries + 1, Why: []xunpan.Text{st.say}}
	if st.stretched {
		c.Why = append(c.Why, xunpan.Text{
			En: fmt.Sprintf("%d contacts without an answer: the pause grows to %d days", d.Tries, st.from),
			Zh: fmt.Sprintf("已联系 %d 次未获答复：间隔延长至 %d 天", d.Tries, st.from),
		})
	}
	w := newWindow(s, b, now, busy)
	zone := b.Zones[0]
	read := w.read(d.Wrote)
	if calendar.DayOf(d.Wrote.In(zone)).Plus(1).Before(read) {
		c.Why = append(c.Why, xunpan.Text{En: "our last letter was read on " + read.String() + " at the earliest", Zh: "上一封信对方最早 " + read.String() + " 才能读到"})
	}
	earliest := read.Plus(st.from).At(0, zone)
	urgent := false
	switch {
	case !d.On.IsZero():
		c.Rule, urgent, earliest = "named", true, d.On
		c.Why = []xunpan.Text{{En: "a day was named: " + d.On.In(zone).Format(time.DateOnly), Zh: "约定的日期：" + d.On.In(zone).Format(time.DateOnly)}}
	case d.NotBefore.After(earliest):
		earliest = d.NotBefore
		c.Why = append(c.Why, awayText(&d, zone))
	}
	if d.NotBefore.After(earliest) {
		earliest = d.NotBefore
	}
	slot, skips, ok := w.find(earliest, urgent)
	if !ok {
		return Contact{Verdict: None, Skips: skips, Why: []xunpan.Text{{En: "no working hour suits both sides: set a day by hand", Zh: "找不到双方都合适的工作时间：请手动指定日期"}}}
	}
	c.Slot, c.Skips = slot, skips
	c.Purpose = purpose(&d, st.most > 0 && d.Tries == st.most, calendar.DayOf(slot.Leave), w.his)
	c.Why = append(c.Why, skipped(skips)...)
	c.Why = append(c.Why, w.clock(slot))
	c.Unsure = w.unsure(slot)
	return c
}

func awayText(d *Deal, zone *time.Location) xunpan.Text {
	day := d.NotBefore.In(zone).Format(time.DateOnly)
	if d.Away {
		return xunpan.Text{En: "he is away until " + day, Zh: "对方外出至 " + day}
	}
	return xunpan.Text{En: "not before " + day + ": he asked so, or it was put off", Zh: day + " 之前不联系：对方要求或已暂缓"}
}

// unworthy says who gets no follow-up at all (DOMAIN D9.6).
func unworthy(d *Deal) (xunpan.Text, bool) {
	switch {
	case d.Stage == xunpan.StageLost:
		return xunpan.Text{En: "the deal is lost", Zh: "已丢单"}, true
	case d.Wrote.IsZero():
		return xunpan.Text{En: "nothing was written to him yet", Zh: "尚未给买家写过信"}, true
	case d.Stage == xunpan.StageWon || d.Regular:
		return xunpan.Text{}, false
	case slices.Contains([]xunpan.BuyerType{xunpan.Fraud, xunpan.Spy, xunpan.Inviter, xunpan.NotBuyer}, d.Type):
		return xunpan.Text{En: "not a buyer", Zh: "不是真实买家"}, true
	case d.Type == xunpan.Sampler && d.Stage != xunpan.StageSample && d.Stage != xunpan.StageNegotiating:
		return xunpan.Text{En: "he wants free samples: asked to pay, he comes back or not", Zh: "只要免费样品：已请其付费，由他自己决定"}, true
	}
	return xunpan.Text{}, false
}

// skipped are the reasons for days passed over, each once with its days.
func skipped(skips []Skip) (out []xunpan.Text) {
	for i := 0; i < len(skips); {
		j := i + 1
		for j < len(skips) && skips[j].Say == skips[i].Say {
			j++
		}
		days := skips[i].Day.String()
		if j > i+1 {
			days += " … " + skips[j-1].Day.String()
		}
		out = append(out, xunpan.Text{En: "not " + days + ": " + skips[i].Say.En, Zh: "避开 " + days + "：" + skips[i].Say.Zh})
		i = j
	}
	return out
}

// unsure is what the plan does not know for certain.
func (w *window) unsure(s Slot) (out []xunpan.Text) {
	if b := w.buyer.Basis; b == ByMain || b == ByNothing {
		out = append(out, w.buyer.Say())
	}
	if w.buyer.Country != "" && !w.his.Sure {
		out = append(out, xunpan.Text{En: "his working week is not certain", Zh: "对方工作周不确定"})
	}
	if day := calendar.DayOf(s.Leave); w.buyer.Country != "" && (!w.his.Holidays || day.Year < calendar.First || day.Year > calendar.Last) {
		out = append(out, xunpan.Text{En: "his country's public holidays are not known", Zh: "不掌握对方国家的公共假日"})
	}
	return out
}

// validitySoon is how many days before its end a quotation is a reason to write.
const validitySoon = 5

// greetingSoon is how many days before a holiday its greeting is in time.
const greetingSoon = 4

// purpose picks what the letter brings: the first reason that was not used since
// he was heard last and for which there is something to say (DOMAIN D9.3).
func purpose(d *Deal, last bool, on calendar.Day, his *calendar.Land) xunpan.Purpose {
	if last {
		return xunpan.PurposeClosing
	}
	var list []xunpan.Purpose
	add := func(may bool, ps ...xunpan.Purpose) {
		if may {
			list = append(list, ps...)
		}
	}
	ends := d.ValidTo != calendar.Day{} && d.Quoted && !d.ValidTo.Before(on) && d.ValidTo.Sub(on) <= validitySoon
	add(ends, xunpan.PurposeValidity)
	switch {
	case d.Stage == xunpan.StageWon || d.Regular && d.Stage != xunpan.StageSample && d.Stage != xunpan.StageNegotiating:
		_, r, soon := his.Next(on, greetingSoon)
		add(d.Tries == 0, xunpan.PurposeCare)
		add(soon && r.Sure, xunpan.PurposeGreeting)
		add(d.News, xunpan.PurposeNews)
		add(true, xunpan.PurposeReorder, xunpan.PurposeProof, xunpan.PurposePoint, xunpan.PurposeAlternative)
	case d.Stage == xunpan.StageSample:
		add(true, xunpan.PurposeSample, xunpan.PurposeNext)
		add(d.Points, xunpan.PurposePoint)
		add(true, xunpan.PurposeProof, xunpan.PurposeAlternative)
	case d.Grade == "C" || d.Grade == "D" || d.Stage == xunpan.StageDormant:
		add(d.News, xunpan.PurposeNews)
		add(d.Points, xunpan.PurposePoint)
		add(true, xunpan.PurposeProof, xunpan.PurposeAlternative)
	default:
		add(d.Missing && !d.Quoted, xunpan.PurposeMissing)
		add(d.Quoted, xunpan.PurposeFit)
		add(d.Points, xunpan.PurposePoint)
		add(d.Quoted, xunpan.PurposeAlternative)
		add(true, xunpan.PurposeProof)
		add(d.Quoted, xunpan.PurposeNext)
		add(d.News, xunpan.PurposeNews)
		add(true, xunpan.PurposeAlternative)
	}
	for _, p := range list {
		if !slices.Contains(d.Used, p) {
			return p
		}
	}
	return list[d.Tries%len(list)] // all were used: begin again, with the one longest ago
}
