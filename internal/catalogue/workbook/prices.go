package workbook

import (
	"slices"
	"strconv"
	"strings"

	"xunpan"
)

// A price list stands in one cell, a price a line:
//
//	FOB Ningbo 5.05 USD from 300 region Europe since 2026-01-01 until 2026-12-31

func pricesText(list []xunpan.ListPrice) string {
	var lines []string
	for i := range list {
		l := &list[i]
		line := strings.Join(strings.Fields(string(l.Term)+" "+l.Place+" "+l.Price.Amount+" "+l.Price.Currency), " ")
		for _, part := range [][2]string{{"from", l.Quantity}, {"region", l.Region}, {"since", l.From}, {"until", l.Until}} {
			if part[1] != "" {
				line += " " + part[0] + " " + part[1]
			}
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func pricesOf(s string) (out []xunpan.ListPrice, err error) {
	for _, line := range split(s, "\n;；") {
		words := strings.Fields(line)
		var l xunpan.ListPrice
		i := 0
		if len(words) > 0 && slices.Contains(xunpan.Incoterms[:], xunpan.Incoterm(strings.ToUpper(words[0]))) {
			l.Term, i = xunpan.Incoterm(strings.ToUpper(words[0])), 1
		}
		var place []string
		for ; i < len(words) && !decimalWord(words[i]); i++ {
			place = append(place, words[i])
		}
		l.Place = strings.Join(place, " ")
		if l.Term == "" || i+1 >= len(words) {
			return nil, invalid("%q is no price of a list; write FOB Ningbo 5.05 USD from 300.", "“%s”不是价目，请写成 FOB Ningbo 5.05 USD from 300。", line)
		}
		l.Price = xunpan.Money{Amount: strings.ReplaceAll(words[i], ",", ""), Currency: strings.ToUpper(words[i+1])}
		to := new(string)
		for _, w := range words[i+2:] {
			switch strings.ToLower(w) {
			case "from":
				to = &l.Quantity
			case "region":
				to = &l.Region
			case "since":
				to = &l.From
			case "until":
				to = &l.Until
			default:
				*to = strings.TrimSpace(*to + " " + w)
			}
		}
		out = append(out, l)
	}
	return out, nil
}

func decimalWord(s string) bool {
	return s != "" && strings.Trim(s, "0123456789.,") == "" && strings.ContainsAny(s, "0123456789")
}

func customText(c *xunpan.Custom) string {
	if c == nil {
		return ""
	}
	var lines []string
	add := func(name, value string) {
		if value != "" {
			lines = append(lines, name+": "+value)
		}
	}
	add("en", c.Process["en"])
	add("zh", c.Process["zh"])
	if c.Cost != nil {
		add("cost", c.Cost.Amount+" "+c.Cost.Currency)
	}
	if c.Days > 0 {
		add("days", strconv.Itoa(c.Days))
	}
	add("moq", c.MOQ)
	return strings.Join(lines, "\n")
}

func customOf(s string) (*xunpan.Custom, error) {
	c := &xunpan.Custom{}
	process := xunpan.Names{}
	for _, line := range split(s, "\n") {
		name, value, ok := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		var err error
		switch strings.TrimSpace(strings.ToLower(name)) {
		case "en", "zh":
			process[strings.TrimSpace(strings.ToLower(name))] = value
		case "cost":
			c.Cost, err = money(value, "USD")
		case "days":
			if c.Days, err = strconv.Atoi(value); err != nil {
				err = invalid("%q is no number of days.", "“%s”不是天数。", value)
			}
		case "moq":
			c.MOQ = value
		default:
			ok = false
		}
		if err != nil {
			return nil, err
		}
		if !ok {
			process["en"] = strings.TrimSpace(process["en"] + " " + line)
		}
	}
	if len(process) > 0 {
		c.Process = process
	}
	return c, nil
}
