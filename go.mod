module xunpan

go 1.26
