from django.db import migrations, models

import doudi.base.roles


class Migration(migrations.Migration):
    """Roles come and go with the lines of business: from here on the column asks for them."""

    dependencies = [("base", "0003_nightly_runs")]

    operations = [
        migrations.AlterField(
            model_name="grant",
            name="role",
            field=models.CharField(choices=doudi.base.roles.role_choices, max_length=24, verbose_name="角色"),
        ),
    ]
