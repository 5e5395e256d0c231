"""Prepare the database of the portal whose settings this process has: tables, places, bodies."""

from bench import portal


def main() -> None:
    from django.core.management import call_command

    # The checks look at addresses and templates too, which are not what is being prepared.
    call_command("migrate", verbosity=0, skip_checks=True)
    call_command("createcachetable", verbosity=0)
    call_command("load_reference", verbosity=0)


if __name__ == "__main__":
    portal.set_up()
    main()
