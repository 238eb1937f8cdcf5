package xunpan

// Invalid says that something a person or a program gave makes no sense, and
// what would.
type Invalid struct {
	Field string // which field, in the API's spelling; "" for the whole
	Say   Text   // for people
}

func (e *Invalid) Error() string { return e.Say.En }
