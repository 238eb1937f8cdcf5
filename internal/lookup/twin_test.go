package lookup

import (
	"testing"

	"xunpan"
)

func TestTwin(t *testing.T) {
	t.Parallel()
	history := "> On Monday, Helen <helen@seabridge-forwarding.example> wrote:\n> please find the debit note\n"
	for _, c := range []struct {
		name, from, reply, to, quoted, want string
	}{
		{"a letter in mid-thread", "helen@seabridge-fonwarding.example", "", "li@maker.example", history, "seabridge-fonwarding.example ≠ seabridge-forwarding.example"},
		{"the reply address is the twin", "li@packmaterial.example", "li@packmaterlal.example", "", "", "packmaterial.example ≠ packmaterlal.example"},
		{"our own name with a word of office", "admin@haiwan-mail.example", "", "li@haiwan.example", "", "haiwan-mail.example ≠ haiwan.example"},
		{"the true partner", "helen@seabridge-forwarding.example", "", "li@maker.example", history, ""},
		{"strangers", "buyer@casaipe.example", "", "li@haiwan.example", "", ""},
		{"a colleague", "wang@haiwan.example", "", "li@haiwan.example", "", ""},
		{"short names are near each other by chance", "a@abc.example", "", "b@abd.example", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := &xunpan.Message{From: xunpan.Address{Mail: c.from}, Body: c.quoted, Blocks: []xunpan.Block{{Kind: xunpan.Quoted, End: len(c.quoted)}}}
			if c.reply != "" {
				m.ReplyTo = []xunpan.Address{{Mail: c.reply}}
			}
			if c.to != "" {
				m.To = []xunpan.Address{{Mail: c.to}}
			}
			if got := Local(m, &xunpan.Reading{}, Env{Home: "CN"}).Twin; got != c.want {
				t.Errorf("Twin = %q, want %q", got, c.want)
			}
		})
	}
}
