package flow_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/store"
)

func TestKeys(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	plain, k, err := o.AddKey(ctx, theDesk, " Web  shop ", xunpan.KeyWrite)
	if err != nil || !strings.HasPrefix(plain, "xp_") || len(plain) != 43 || k.Start != plain[:8] || k.Name != "Web shop" {
		t.Fatalf("key %q, %+v, %v", plain, k, err)
	}
	for _, wrong := range []string{"", "xp_", plain[:42], plain + "a", strings.ToUpper(plain), "xq_" + plain[3:], plain[:42] + "1"} {
		_, err := o.CheckKey(ctx, wrong)
		is(t, "the key "+wrong, err, store.ErrNotFound)
	}
	used := func() time.Time {
		t.Helper()
		if _, err := o.CheckKey(ctx, plain); err != nil {
			t.Fatal(err)
		}
		k, err := o.Store.Key(ctx, k.ID)
		if err != nil {
			t.Fatal(err)
		}
		return k.Used
	}
	start := o.Clock()
	if at := used(); !at.Equal(start) {
		t.Errorf("used at %v, want %v", at, start)
	}
	o.wait(59 * time.Second)
	if at := used(); !at.Equal(start) {
		t.Errorf("use was noted again after less than a minute, at %v", at)
	}
	o.wait(2 * time.Second)
	if at := used(); !at.Equal(o.Clock()) {
		t.Errorf("use was not noted after a minute: %v", at)
	}
	is(t, "revoking", o.RevokeKey(ctx, theDesk, k.ID), nil)
	_, err = o.CheckKey(ctx, plain)
	is(t, "a revoked key", err, store.ErrNotFound)
	_, admin, err := o.AddKey(ctx, theDesk, "k", xunpan.KeyAdmin)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []error{nil, flow.ErrDenied} {
		is(t, "what a key for everything does", o.SetSalesSee(ctx, flow.Who{Actor: admin.Actor()}, flow.SeeAll), want)
		if want == nil {
			is(t, "revoking it", o.RevokeKey(ctx, flow.Who{Actor: admin.Actor()}, admin.ID), nil)
		}
	}
	_, _, err = o.AddKey(ctx, theDesk, "k", "root")
	refused(t, "an unknown scope", err, "scope")
}

func TestIdempotencyKeys(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	ann, bob := o.add("ann", xunpan.Sales), o.add("bob", xunpan.Sales)
	for _, key := range []string{"", strings.Repeat("k", 201), "a\nb", "ключ"} {
		_, _, err := o.Claim(ctx, ann.Actor(), key, []byte("d"))
		refused(t, fmt.Sprintf("the key %q", key), err, "Idempotency-Key")
	}
	claim := func(u xunpan.User) (store.Answer, bool) {
		t.Helper()
		a, fresh, err := o.Claim(ctx, u.Actor(), "k", []byte("d"))
		if err != nil {
			t.Fatal(err)
		}
		return a, fresh
	}
	if _, fresh := claim(ann); !fresh {
		t.Error("the first was not to be done")
	}
	if _, fresh := claim(bob); !fresh {
		t.Error("one caller's key is another's")
	}
	if err := o.Answered(ctx, ann.Actor(), "k", store.Answer{Status: 201, Body: []byte("secret of ann")}); err != nil {
		t.Fatal(err)
	}
	if a, fresh := claim(bob); fresh || a.Status != 0 {
		t.Errorf("bob was given ann's answer: %+v", a)
	}
	is(t, "giving it back", o.Unclaim(ctx, bob.Actor(), "k"), nil)
	if _, fresh := claim(bob); !fresh {
		t.Error("a key given back was taken")
	}
	if a, fresh := claim(ann); fresh || a.Status != 201 {
		t.Errorf("ann's answer: %+v, %t", a, fresh)
	}
	o.wait(25 * time.Hour)
	if err := o.SweepPeople(ctx); err != nil {
		t.Fatal(err)
	}
	if _, fresh := claim(ann); !fresh {
		t.Error("an answer outlives its day")
	}
}
