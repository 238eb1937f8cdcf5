package judge

import (
	"testing"

	"xunpan"
)

func TestCreditIsARiskBeside(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		payment string
		want    bool
	}{
		{"L/C 60 days", true},
		{"30 Tage netto", true},
		{"اعتماد مستندي 60 يوم", true},
		{"L/C at sight", false},
		{"30% T/T, 70% against copy of B/L", false},
		{"", false},
	} {
		f := &xunpan.Facts{Message: &xunpan.Message{Channel: xunpan.Email}, Reading: &xunpan.Reading{Needs: xunpan.Needs{Payment: xunpan.Word{Value: c.payment}}}}
		a := Assess(f, Default())
		got := false
		for _, r := range a.Risks {
			got = got || r.ID == "payment.credit"
		}
		if got != c.want {
			t.Errorf("payment %q: credit told = %v, want %v", c.payment, got, c.want)
		}
	}
}
