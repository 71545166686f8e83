docker build --tag kitchen:lunch .
docker create --name lunch kitchen:lunch
echo fish >> menu.txt
docker build --tag kitchen:dinner .
docker create --name dinner kitchen:dinner
