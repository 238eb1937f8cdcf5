package web

import (
	"fmt"

	"xunpan"
)

// invalid says in both languages what is wrong with a field.
func invalid(field, en, zh string, args ...any) error {
	return &xunpan.Invalid{Field: field, Say: xunpan.Text{En: fmt.Sprintf(en, args...), Zh: fmt.Sprintf(zh, args...)}}
}

// badForm says that a form could not be read at all.
func badForm(err error) error {
	return invalid("", "The form could not be read: %v", "无法读取表单：%v", err)
}
