package mail

import (
	"slices"
	"strings"
)

// setStyle adds a declaration behind others; an earlier one of the same
// property has no say any more.
func setStyle(all []styleDecl, prop, val string) []styleDecl {
	all = slices.DeleteFunc(all, func(d styleDecl) bool { return d.prop == prop })
	return append(all, styleDecl{prop: prop, val: val})
}

// styleOf is the value of a property; "" if it is not set.
func styleOf(all []styleDecl, prop string) string {
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].prop == prop {
			return all[i].val
		}
	}
	return ""
}

// stylePixels is a length in px; -1 if it is none, or one that the page decides.
func stylePixels(val string) float64 {
	v, unit := number(val)
	if px, ok := styleUnits[unit]; ok && v >= 0 && unit != "%" {
		return v * px
	}
	return -1
}

// lastOfEach keeps the last declaration of each property.
func lastOfEach(all []styleDecl) []styleDecl {
	var out []styleDecl
	for i := len(all) - 1; i >= 0 && len(out) < maxStyleDecls; i-- {
		if !slices.ContainsFunc(out, func(d styleDecl) bool { return d.prop == all[i].prop }) {
			out = append(out, styleDecl{prop: all[i].prop, val: all[i].val})
		}
	}
	slices.Reverse(out)
	return out
}

// boundStyle keeps an element on the page. No box cuts off what runs over it,
// for it could cut off what we write behind a link; one without any size, as
// around the preview line of newsletters, is hidden as a whole instead.
func boundStyle(all []styleDecl) []styleDecl {
	nought := func(prop string) bool { return stylePixels(styleOf(all, prop)) == 0 }
	padded := func(d styleDecl) bool { return strings.HasPrefix(d.prop, "padding") && d.val != "0" && d.val != "0px" }
	hides := strings.Contains(styleOf(all, "overflow"), "hidden") && !slices.ContainsFunc(all, padded) &&
		(nought("height") || nought("max-height") || nought("width") || nought("max-width"))
	all = slices.DeleteFunc(all, func(d styleDecl) bool {
		return d.prop == "overflow" || d.prop == "min-width" && stylePixels(d.val) > wideElement
	})
	if hides {
		all = setStyle(all, "display", "none")
	}
	if stylePixels(styleOf(all, "width")) > wideElement && styleOf(all, "max-width") == "" {
		all = setStyle(all, "max-width", "100%")
	}
	return all
}

// styleString spells a style attribute.
func styleString(all []styleDecl) string {
	var out strings.Builder
	for i, d := range all {
		if i > 0 {
			out.WriteByte(';')
		}
		out.WriteString(d.prop + ":" + d.val)
	}
	return out.String()
}
