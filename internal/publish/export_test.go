package publish

// What the tests look at beside what others may.
var (
	PlainText = plainText
	Cut       = cut
)

const (
	RDFType     = rdfType
	NSXSD       = nsXSD
	NSDCAT      = nsDCAT
	NSIT        = nsIT
	NSDCT       = nsDCT
	NSFOAF      = nsFOAF
	NSVCARD     = nsVCARD
	EUAuthority = euAuthority
	EUTheme     = euTheme
)
