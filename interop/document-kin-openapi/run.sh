. "$INTEROP/lib.sh"
export GO111MODULE=off GOPATH=$PWD/gopath:/usr/share/gocode GOCACHE=$TOOLS/go-cache GOFLAGS=-p=2
mkdir -p gopath/src/judge
cp judge.go gopath/src/judge/
go build -o judge judge
./judge "$INPUTS/works-partner.yaml"
