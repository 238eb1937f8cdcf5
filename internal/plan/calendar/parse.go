package calendar

import (
	"iter"
	"strconv"
	"strings"
	"time"
)

// rows are the lines of a table with their columns, without its remarks.
func rows(text string) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		for line := range strings.Lines(text) {
			line = strings.TrimRight(line, "\n")
			if line == "" || line[0] == '#' {
				continue
			}
			if !yield(strings.Split(line, "\t")) {
				return
			}
		}
	}
}

// days are those of a list as "2026-03-20 *-12-25 2026-02-18..2026-03-19".
func days(list string) iter.Seq[Day] {
	return func(yield func(Day) bool) {
		for item := range strings.FieldsSeq(list) {
			from, to, span := strings.Cut(item, "..")
			if !span {
				to = from
			}
			first, last := First, Last
			if from[0] != '*' {
				first = number(from[:4])
				last = first
			}
			for year := first; year <= last; year++ {
				end := day(to, year)
				for d := day(from, year); !end.Before(d); d = d.Plus(1) {
					if !yield(d) {
						return
					}
				}
			}
		}
	}
}

// day reads 2026-03-20, or *-12-25 of a year.
func day(s string, year int) Day {
	parts := strings.Split(s, "-")
	if parts[0] != "*" {
		year = number(parts[0])
	}
	return Day{year, time.Month(number(parts[1])), number(parts[2])}
}

// number reads a figure of our own tables, which a test has read whole.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic("calendar: " + err.Error())
	}
	return n
}

func weekdays(list string) (out [7]bool) {
	for d := time.Sunday; d <= time.Saturday; d++ {
		out[d] = strings.Contains(list, d.String()[:3])
	}
	return out
}

func blank(s string) string {
	if s == "-" {
		return ""
	}
	return s
}
