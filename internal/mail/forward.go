package mail

import "xunpan"

// lookThrough finds a colleague's forward or a platform's notification and
// sets the message's From, Forward, Via, Channel, Given and Blocks accordingly.
// own are our own mail domains.
func lookThrough(m *xunpan.Message, own []string) {
	if m.From == (xunpan.Address{}) {
		m.From = m.Envelope
	}
}
