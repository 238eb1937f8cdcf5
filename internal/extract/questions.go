package extract

func (d *doc) questions() {}
