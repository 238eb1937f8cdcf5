package extract

func (d *doc) greeting() {}
