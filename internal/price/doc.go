// Package price computes what goods cost at any of the eleven Incoterms 2020:
// from a cost sheet to the price with its visible build-up, and back from a
// buyer's target to the margin, the quantity or the term that makes it work.
// It also loads containers, weighs air freight and warns as a forwarder would.
//
// All figures are decimals of 19 digits; nothing is rounded before the offered
// unit price is. The package knows no clock and no network: the day is a field
// of the sheet, and rates of exchange are given.
//
// A [Calculation] stays in the house. What may leave it is an [xunpan.Offer].
package price
