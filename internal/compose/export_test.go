package compose

// EachPhrase calls f with every phrase and its texts by language.
func EachPhrase(f func(key string, by map[string]string)) {
	for key, by := range phrases() {
		f(key, by)
	}
}
