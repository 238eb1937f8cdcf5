package xunpan

import "testing"

// TestPermissions holds the table of who may do what to its laws.
func TestPermissions(t *testing.T) {
	t.Parallel()
	for _, p := range Permissions {
		if !Owner.May(p) {
			t.Errorf("the owner may not %s", p)
		}
		for i, r := range Roles[1:] {
			if r.May(p) && !Roles[i].May(p) {
				t.Errorf("%s may %s, %s may not", r, p, Roles[i])
			}
		}
		for i, s := range KeyScopes[1:] {
			if KeyScopes[i].May(p) && !s.May(p) {
				t.Errorf("a key for %s may %s, one for %s may not", KeyScopes[i], p, s)
			}
		}
		if Viewer.May(p) != (p == CanSelf || p == CanRead) {
			t.Errorf("a viewer may %s: %t", p, Viewer.May(p))
		}
		if KeyRead.May(p) != (p == CanRead) {
			t.Errorf("a key for reading may %s: %t", p, KeyRead.May(p))
		}
		if KeyAdmin.May(p) != (p != CanSelf) {
			t.Errorf("a key for everything may %s: %t", p, KeyAdmin.May(p))
		}
		for _, nobody := range []interface{ May(Permission) bool }{Role(""), Role("Owner"), Role("root"), KeyScope(""), KeyScope("owner")} {
			if nobody.May(p) {
				t.Errorf("%q may %s", nobody, p)
			}
		}
	}
	for p, want := range map[Permission][]Role{
		CanWork: {Owner, Manager, Sales}, CanEditBook: {Owner, Manager, Sales}, CanAssign: {Owner, Manager}, CanPeople: {Owner, Manager}, CanKeys: {Owner, Manager}, CanSecure: {Owner}, CanBackup: {Owner},
	} {
		n := 0
		for _, r := range Roles {
			if r.May(p) {
				n++
			}
		}
		if n != len(want) { // roles are nested, so their number says which
			t.Errorf("%s: %d roles, want %v", p, n, want)
		}
	}
	for _, wrong := range []Permission{"", "everything", "READ"} {
		if Owner.May(wrong) || KeyAdmin.May(wrong) {
			t.Errorf("somebody may %q", wrong)
		}
	}
	if !Role("").May(Anyone) || !KeyScope("").May(Anyone) {
		t.Error("what anyone may is refused")
	}
}
