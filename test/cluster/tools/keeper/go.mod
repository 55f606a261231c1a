module astroplatform/test/cluster/keeper

go 1.26.0
