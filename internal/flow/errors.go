package flow

import (
	"errors"
	"fmt"

	"xunpan"
)

// ErrDenied says that somebody may not do what he asked for.
var ErrDenied = errors.New("you may not do this")

// invalid is an xunpan.Invalid with both texts filled in from the same values.
func invalid(field, en, zh string, args ...any) error {
	return &xunpan.Invalid{Field: field, Say: xunpan.Text{En: fmt.Sprintf(en, args...), Zh: fmt.Sprintf(zh, args...)}}
}
