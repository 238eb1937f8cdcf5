package judge

import "xunpan"

// Signals of speech: what whole sentences are after, by a model over their
// words (docs/decisions/0008). Each is one voice in its group.

// speaks is the signal that sentences are after the sense. A phrase of the
// groups silences it.
func speaks(sense string, unless ...string) finder {
	return func(c *Case) (float64, where, string) {
		if c.anyPhrase(unless...) {
			return silent()
		}
		return c.speech(sense)
	}
}

// speech tells how surely sentences are after the sense, and which is most;
// doubtful ones add up.
func (c *Case) speech(sense string) (float64, where, string) {
	best, none := -1, 1.0
	for i := range c.r.Speech {
		s := &c.r.Speech[i]
		if s.Sense != sense {
			continue
		}
		none *= 1 - max(0, 2*s.P-1)
		if best < 0 || s.P > c.r.Speech[best].P {
			best = i
		}
	}
	if best < 0 {
		return silent()
	}
	return 1 - none, c.r.Speech[best].At, ""
}

// supplierSpeech: he speaks as one who only compares. Copyists do not mean to
// buy either; what they ask for tells them apart.
func supplierSpeech(c *Case) (float64, where, string) {
	strength, at, note := c.speech("compare")
	if strength <= 0 {
		return silent()
	}
	if s, _, _ := c.speech("spy"); s > 0.5 || c.anyPhrase("spy.process", "spy.supplier", "spy.business", "spy.self") {
		strength /= 3
	}
	if n, _, _ := c.speech("newcomer"); n > 0.5 {
		strength /= 2 // who begins wants rough figures too
	}
	if c.masked() {
		strength /= 3
	}
	return strength, at, note
}

// masked reports a sender who is not who he says, or sends to everybody or
// something dangerous: what such a one says of himself weighs little.
func (c *Case) masked() bool {
	for _, danger := range [...]finder{dangerArchive, dangerHTML, dangerLink, dangerPOFirst} {
		if s, _, _ := danger(c); s > 0 {
			return true
		}
	}
	return c.s.SpamMark || c.falseOrigin() || c.s.ReplyDiffers || c.s.Auth.DMARC == xunpan.Failed || c.s.From.LooksLike != "" || c.s.Impersonates != "" || c.s.ListRelay
}

// emptySpeech: a line of idle interest is all there is. In a longer mail such
// a line opens or closes what else he says.
func emptySpeech(c *Case) (float64, where, string) {
	if c.own > 3*shortText || c.quantity != nil && !c.retail || c.specs > 1 || c.terms > 1 {
		return silent()
	}
	return c.speech("empty")
}
