package web

// EntryView is the form for an inquiry that no channel brings by itself: a
// telephone call, a fair, a chat or a platform's message as pasted text.
type EntryView struct {
	Frame
	Values   map[string]string // field → as typed before
	Problems map[string]string // field → what is wrong, in the user's language
}

// entryFields are the optional lines beside the text.
var entryFields = [...]string{"name", "company", "email", "phone", "country", "product", "quantity"}

func (v EntryView) channels() []choice {
	all := v.T.channelChoices(v.Values["channel"])
	return all[2:] // mail and website come in by themselves
}
