package extract

func (d *doc) missing() {}
