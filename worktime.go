package xunpan

import "time"

// WorkingTime is when people of a company work, on the clock of its zone. The
// zero value means Monday to Friday, 8:30 to 17:30.
type WorkingTime struct {
	From string         `json:"from"` // "08:30"
	To   string         `json:"to"`   // "17:30", later than From on the same day
	Days []time.Weekday `json:"days"` // working days
}
