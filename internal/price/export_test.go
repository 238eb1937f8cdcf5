package price

// HalfUp rounds as the cases' figures are rounded.
var HalfUp = halfUp
